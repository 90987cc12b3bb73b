package org.rankscope.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.rankscope.model.Task;
import org.rankscope.model.Tokenizer;

/** Makes the report of opened data. */
final class DataReporter {
    private static final int EXAMPLES = 3;
    private static final int MASKS = 256;
    private static final String NO_CLASS = "(none)";
    private static final int TOKENS_SHOWN = 160;

    private final DataFiles.Sides sides;
    private final BatchSettings settings;
    private final Optional<Tokenizer> tokenizer;
    private final LabelSet labels;
    /** Those of both sides, once each. */
    private final List<OpenedTable> tables;

    DataReporter(DataFiles.Sides sides, BatchSettings settings, Optional<Tokenizer> tokenizer, LabelSet labels) {
        this.sides = sides;
        this.settings = settings;
        this.tokenizer = tokenizer;
        this.labels = labels;
        this.tables = List.of(sides.train(), sides.validation()).stream()
                .flatMap(side -> side.table().stream())
                .distinct()
                .toList();
    }

    DataReport report(int evaluated) {
        Optional<OpenedTable> train = sides.train().table();
        Optional<OpenedTable> validation = sides.validation().table();
        long across = train.isPresent() && validation.isPresent() && !train.equals(validation)
                ? validation.get().all().alsoIn(train.get().all())
                : 0;
        Lengths lengths = lengths();
        return new DataReport(
                new DataReport.Rows(
                        sides.train().part().rows().count(),
                        sides.validation().part().rows().count(),
                        evaluated),
                tables.stream().flatMap(table -> table.skipped().stream()).toList(),
                tables.stream().mapToLong(table -> table.all().duplicates()).sum(),
                across,
                Stream.of(sides.train(), sides.validation())
                        .flatMap(side -> side.sentences().stream())
                        .distinct()
                        .toList(),
                settings.form().takesTokens() ? DataReport.LengthReport.of(lengths) : null,
                classes(),
                sides.train().part().rows().predictedItems(),
                tables.stream().allMatch(table -> table.measured().exact()),
                examples());
    }

    private Lengths lengths() {
        if (tables.isEmpty()) {
            int rows = sides.train().part().rows().count()
                    + sides.validation().part().rows().count();
            int[] full = new int[rows];
            Arrays.fill(full, settings.sequenceLength());
            return Lengths.of(full, 0);
        }
        int truncated = tables.stream()
                .mapToInt(table -> table.measured().lengths().truncated())
                .sum();
        return Lengths.of(
                tables.stream()
                        .flatMapToInt(table ->
                                Arrays.stream(table.measured().lengths().sorted()))
                        .toArray(),
                truncated);
    }

    private Map<String, Long> classes() {
        Map<String, Long> counts = new LinkedHashMap<>();
        if (settings.form().task() == Task.SEGMENTATION) {
            countPixels(counts);
        } else if (labels != null) {
            for (OpenedTable table : tables) {
                List<String> names = table.all().classes();
                long[] occurred = table.all().classCounts();
                for (int i = 0; i < names.size(); i++) {
                    counts.merge(names.get(i), occurred[i], Long::sum);
                }
            }
        }
        return counts;
    }

    /** Pixels of each class, in masks at even distances. */
    private void countPixels(Map<String, Long> counts) {
        Rows rows = sides.train().part().rows();
        int looked = Math.min(MASKS, rows.count());
        for (int i = 0; i < looked; i++) {
            for (int label :
                    rows.at((int) ((long) i * rows.count() / looked), 0).whole().get(TokenBatches.LABELS)) {
                counts.merge(
                        label == EncodedRow.IGNORE ? NO_CLASS : labels.names().get(label), 1L, Long::sum);
            }
        }
    }

    private List<DataReport.Example> examples() {
        Rows rows = sides.train().part().rows();
        return IntStream.range(0, Math.min(EXAMPLES, rows.count()))
                .mapToObj(i -> example(rows.at(i, 0)))
                .toList();
    }

    private DataReport.Example example(EncodedRow row) {
        return new DataReport.Example(
                shown(row), settings.form().task().seesImages() ? ExamplePicture.of(row, settings.form()) : null);
    }

    private String shown(EncodedRow row) {
        Task task = settings.form().task();
        int[] wanted = row.whole().get(TokenBatches.LABELS);
        if (task == Task.SEQ2SEQ_LM) {
            return text(row.whole().get(TokenBatches.INPUT_IDS)) + learnt(text(wanted));
        } else if (task == Task.CAUSAL_LM) {
            return marked(row.whole().get(TokenBatches.INPUT_IDS), wanted);
        } else if (task == Task.TOKEN_CLASSIFICATION) {
            return tagged(row.whole().get(TokenBatches.INPUT_IDS), wanted);
        }
        String text = row.whole().containsKey(TokenBatches.INPUT_IDS)
                ? text(row.whole().get(TokenBatches.INPUT_IDS))
                : "";
        return (text + label(row, wanted)).strip();
    }

    private String label(EncodedRow row, int[] wanted) {
        return switch (settings.form().task()) {
            case SEGMENTATION, DENOISING, CONTRASTIVE -> "";
            default ->
                learnt(
                        labels == null
                                ? String.valueOf(row.real().get(TokenBatches.LABELS)[0])
                                : labels.names().get(wanted[0]));
        };
    }

    /** Text with marks around each stretch that is learnt. */
    private String marked(int[] ids, int[] wanted) {
        StringBuilder shown = new StringBuilder();
        int end = Math.min(ids.length, TOKENS_SHOWN);
        for (int from = 0, to; from < end; from = to) {
            boolean learnt = wanted[from] != EncodedRow.IGNORE;
            to = from + 1;
            while (to < end && learnt == (wanted[to] != EncodedRow.IGNORE)) {
                to++;
            }
            String text = tokenizer.orElseThrow().decode(Arrays.copyOfRange(ids, from, to), false);
            shown.append(learnt ? DataReport.Example.LEARNT_START + text + DataReport.Example.LEARNT_END : text);
        }
        return shown + (end < ids.length ? " ..." : "");
    }

    private String tagged(int[] ids, int[] wanted) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(ids.length, TOKENS_SHOWN); i++) {
            shown.append(i == 0 ? "" : " ").append(text(new int[] {ids[i]}));
            if (wanted[i] != EncodedRow.IGNORE) {
                shown.append(learnt(labels.names().get(wanted[i])).substring(1));
            }
        }
        return shown.toString();
    }

    private String text(int[] ids) {
        int[] shown = Arrays.copyOf(ids, Math.min(ids.length, TOKENS_SHOWN));
        return tokenizer.orElseThrow().decode(shown, false) + (shown.length < ids.length ? " ..." : "");
    }

    private static String learnt(String text) {
        return " " + DataReport.Example.LEARNT_START + text + DataReport.Example.LEARNT_END;
    }
}
