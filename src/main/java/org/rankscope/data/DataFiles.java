package org.rankscope.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.rankscope.data.source.Tables;
import org.rankscope.io.RequestException;
import org.rankscope.model.Task;
import org.rankscope.model.Tokenizer;

/** Opens the files of a specification as rows for one task and model. Closes what it opened. */
final class DataFiles implements AutoCloseable {
    private final DataSpec spec;
    private final Preparation model;
    private final BatchSettings settings;
    private final LabelSet labels;
    private final Tokenizer tokenizer;
    private final List<OpenedTable> tables = new ArrayList<>();

    /** @param labels null where no classes are predicted */
    DataFiles(DataSpec spec, Preparation model, BatchSettings settings, LabelSet labels) {
        this.spec = spec;
        this.model = model;
        this.settings = settings;
        this.labels = labels;
        this.tokenizer = settings.form().takesTokens() ? model.tokenizer().get() : null;
    }

    /**
     * One side of the data.
     *
     * @param table that its rows are from; empty for running text
     * @param chosen those rows among the table's that can be used
     * @param sentences what its file was taken for
     */
    record Side(DataPart part, Optional<OpenedTable> table, int[] chosen, List<String> sentences) {
        static Side of(OpenedTable table, int[] chosen) {
            return new Side(table.part(chosen), Optional.of(table), chosen, table.sentences());
        }

        static Side ofText(DataPart part, List<String> sentences) {
            return new Side(part, Optional.empty(), new int[0], sentences);
        }
    }

    record Sides(Side train, Side validation) {}

    /** A file for training, and one for validation or a part of the first. */
    Sides sides(Path train, Optional<Path> validation) {
        if (validation.isPresent()) {
            return new Sides(
                    isText(train) ? text(train, RunningText.open(train), settings.sequenceLength(), "") : table(train),
                    whole(validation.get()));
        } else if (isText(train)) {
            List<RunningText> texts = RunningText.open(train).split(spec.validationFraction());
            return new Sides(
                    text(train, texts.get(0), settings.sequenceLength(), " for training"),
                    text(train, texts.get(1), BatchSettings.MIN_SEQUENCE_LENGTH, " for validation"));
        }
        OpenedTable table = open(train);
        RowSplit split = RowSplit.of(train, table.measured().index(), spec.validationFraction(), settings.splitSeed());
        return new Sides(Side.of(table, split.train()), Side.of(table, split.validation()));
    }

    /** All of a file for validation. */
    Side whole(Path file) {
        return isText(file) ? text(file, RunningText.open(file), BatchSettings.MIN_SEQUENCE_LENGTH, "") : table(file);
    }

    Optional<Tokenizer> tokenizer() {
        return Optional.ofNullable(tokenizer);
    }

    /** Sentences about the rows that are not used. */
    List<String> leftOut() {
        return tables.stream()
                .flatMap(table -> table.skipped().stream())
                .map(DataReport.Skipped::sentence)
                .toList();
    }

    /** Whether all rows are in memory, so that this can be closed and they still be used. */
    boolean inMemory() {
        return tables.stream().allMatch(OpenedTable::inMemory);
    }

    @Override
    public void close() {
        tables.forEach(OpenedTable::close);
        if (tokenizer != null) {
            tokenizer.close();
        }
    }

    private boolean isText(Path file) {
        return settings.form().task() == Task.CAUSAL_LM && Tables.isRunningText(file);
    }

    private Side table(Path file) {
        OpenedTable table = open(file);
        return Side.of(
                table, IntStream.range(0, table.measured().index().count()).toArray());
    }

    private OpenedTable open(Path file) {
        OpenedTable table = OpenedTable.of(file, spec, model, settings, tokenizer, labels);
        tables.add(table);
        return table;
    }

    private Side text(Path file, RunningText text, int needed, String purpose) {
        int[] ids = text.encode(tokenizer);
        if (ids.length < needed) {
            throw new RequestException(file + ": too short: its text" + purpose + " comes to " + ids.length
                    + " tokens, expected at least " + needed + "; choose a longer text or a smaller sequence_length.");
        }
        OpenedTable.checkIds(file, ids, settings.vocabSize());
        return Side.ofText(
                new DataPart(new TextRows(ids, settings.sequenceLength()), settings.sequenceLength(), 0, 0, 0),
                text.sentences());
    }
}
