package org.rankscope.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.rankscope.data.source.Table;
import org.rankscope.data.source.Tables;
import org.rankscope.io.RequestException;
import org.rankscope.model.Task;
import org.rankscope.model.Tokenizer;

/**
 * A table with what its columns mean for a task, indexed and measured.
 *
 * @param guess what its columns mean
 * @param all every row with the values that the task needs
 * @param measured those of them that a model can learn from
 */
record OpenedTable(Table table, ColumnGuess guess, RowIndex all, MeasuredTable measured) implements AutoCloseable {
    /**
     * Opens {@code file}.
     *
     * @param tokenizer stays open as long as the rows are used; null where the model takes no tokens
     * @param labels null where no classes are predicted
     */
    static OpenedTable of(
            Path file, DataSpec spec, Preparation model, BatchSettings settings, Tokenizer tokenizer, LabelSet labels) {
        Task task = settings.form().task();
        Table table = Tables.open(file);
        try {
            ColumnGuess guess = ColumnGuess.of(table, task, spec.columns());
            RowIndex index = RowIndex.of(
                    table, RowNeeds.of(task, guess.columns(), settings.form().predictsNumbers()));
            RowEncoder encoder = new Encoders(spec, model, settings, tokenizer, guess.columns(), labels).of(table);
            MeasuredTable measured = MeasuredTable.of(
                    table, index, row -> inVocabulary(file, encoder.encode(row), settings), task.seesImages());
            if (measured.index().count() == 0) {
                throw new RequestException(file + ": " + nothing(measured, settings));
            }
            return new OpenedTable(table, guess, index, measured);
        } catch (RuntimeException e) {
            table.close();
            throw e;
        }
    }

    /** All that can be learnt from. */
    DataPart part() {
        return part(measured.rows());
    }

    /** One side of a split. */
    DataPart part(int[] rows) {
        return part(measured.rows(rows));
    }

    /** What its columns were taken for, and whether only some of its rows are used. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>(guess.sentences());
        if (table.every() > 1) {
            sentences.add(
                    isLong(table.file(), MeasuredTable.bytes(table)) + "one row in " + table.every() + " is used");
        }
        return sentences;
    }

    /** What a sentence about a file begins with that is not used whole. */
    static String isLong(Path file, long bytes) {
        return String.format(Locale.ROOT, "%s has %,d MiB: ", file.getFileName(), bytes >> 20);
    }

    /** Rows that are left out, by reason. */
    List<DataReport.Skipped> skipped() {
        SkippedRows unusable = new SkippedRows();
        measured.skipped().forEach(unusable::add);
        return Stream.of(all.skipped(), unusable)
                .flatMap(rows -> rows.reasons().stream())
                .map(reason -> new DataReport.Skipped(
                        table.file().toString(), reason.reason(), reason.count(), reason.numbers()))
                .toList();
    }

    private DataPart part(Rows rows) {
        Lengths lengths = measured.lengths();
        return new DataPart(
                rows,
                lengths.longest(),
                lengths.sorted().length,
                lengths.truncated(),
                measured.skipped().size() + all.skipped().count());
    }

    /** Whether all rows are in memory, so that neither the file nor a tokenizer is needed any more. */
    boolean inMemory() {
        return measured.kept() != null;
    }

    @Override
    public void close() {
        table.close();
    }

    private static String nothing(MeasuredTable measured, BatchSettings settings) {
        if (measured.silent() < measured.skipped().size() && !measured.skipped().isEmpty()) {
            return "no row can be used; row " + measured.skipped().get(0).number() + ": "
                    + measured.skipped().get(0).reason() + ".";
        }
        return "no row has a token to predict within " + settings.sequenceLength()
                + " tokens; the texts are empty, or the prompts longer than sequence_length.";
    }

    private static EncodedRow inVocabulary(Path file, EncodedRow row, BatchSettings settings) {
        int[] ids = row.whole().get(TokenBatches.INPUT_IDS);
        if (ids != null && settings.vocabSize() > 0) {
            checkIds(file, ids, settings.vocabSize());
        }
        return row;
    }

    /** Throws RequestException where an id is none of the model's. */
    static void checkIds(Path file, int[] ids, int vocabSize) {
        for (int id : ids) {
            if (id >= vocabSize) {
                throw new RequestException(file + ": the tokenizer gives the id " + id
                        + " for this text, but the model's vocab_size is " + vocabSize
                        + "; use the tokenizer that belongs to the model.");
            }
        }
    }
}
