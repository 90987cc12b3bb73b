package org.rankscope.data;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.rankscope.data.source.SkippedRow;
import org.rankscope.data.source.Table;
import org.rankscope.data.source.TableRow;
import org.rankscope.io.RequestException;

/**
 * The rows of a table as a model sees them, measured: all of them where there are not too many, else a sample at even
 * distances. What can't be used, or predicts nothing, is known then, too; of a table that was sampled it is found when its
 * turn comes, and refused.
 *
 * @param index of the rows that can be used
 * @param kept those rows, encoded; null where they would take too much memory
 * @param skipped rows that can't be used, with the reason
 * @param silent how many of these predict nothing: empty texts, and prompts that are longer than a row
 * @param predicted items that all rows predict; an estimate of a sampled table
 * @param exact whether every row was looked at
 */
record MeasuredTable(
        Table table,
        RowEncoder encoder,
        RowIndex index,
        EncodedRow[] kept,
        Lengths lengths,
        List<SkippedRow> skipped,
        long silent,
        long predicted,
        boolean exact) {
    /** Tables of more rows or bytes are sampled. */
    static final int MOST_ROWS = 200_000;

    static final long MOST_BYTES = 256L << 20;
    /** Tables of images are sampled above so many rows: decoding takes milliseconds. */
    static final int MOST_IMAGES = 4_000;

    static final int SAMPLE = 4_000;
    /** Encoded rows are kept up to this size. */
    private static final long KEPT_BYTES = 128L << 20;

    private static final String SILENT = "predicts nothing within a row of the sequence length";

    private static final int ROWS_AT_ONCE = 1024;

    /** Encodes and measures the rows of {@code all}. */
    static MeasuredTable of(Table table, RowIndex all, RowEncoder encoder, boolean images) {
        boolean exact = all.count() <= (images ? MOST_IMAGES : MOST_ROWS) && (images || bytes(table) <= MOST_BYTES);
        int looked = exact ? all.count() : Math.min(SAMPLE, all.count());
        int[] chosen = IntStream.range(0, looked)
                .map(i -> (int) ((long) i * all.count() / looked))
                .toArray();
        Collected collected = new Collected();
        for (int from = 0; from < looked; from += ROWS_AT_ONCE) {
            List<Looked> batch = Arrays.stream(chosen, from, Math.min(looked, from + ROWS_AT_ONCE))
                    .parallel()
                    .mapToObj(row -> look(table, all, row, encoder))
                    .toList();
            // rows are looked at in no order, but the first one that is wrong is named
            for (Looked row : batch) {
                if (row.refuses()) {
                    throw new RequestException(
                            at(table, row.problem().number()) + row.problem().reason() + ".");
                }
                collected.add(row);
            }
        }
        int usable = collected.rows.size();
        return new MeasuredTable(
                table,
                encoder,
                exact && usable < all.count() ? all.keeping(ints(collected.rows)) : all,
                exact && collected.bytes <= KEPT_BYTES ? collected.kept.toArray(new EncodedRow[0]) : null,
                Lengths.of(ints(collected.lengths), collected.truncated),
                List.copyOf(collected.skipped),
                collected.silent,
                exact || usable == 0 ? collected.predicted : collected.predicted * all.count() / usable,
                exact);
    }

    /** The rows that stand at {@code chosen} places among those that can be used. */
    Rows rows(int[] chosen) {
        return new TableRows(this, chosen);
    }

    Rows rows() {
        return rows(IntStream.range(0, index.count()).toArray());
    }

    /** Row {@code i} of those that can be used. */
    EncodedRow row(int i) {
        if (kept != null) {
            return kept[i];
        }
        TableRow row = table.at(index.position(i));
        try {
            EncodedRow encoded = encoder.encode(row);
            if (!encoded.predictsSomething()) {
                throw RowProblem.skip(SILENT);
            }
            return encoded;
        } catch (RowProblem problem) {
            throw new RequestException(at(table, index.number(i)) + problem.getMessage() + "; mend or remove it.");
        }
    }

    /** What a sentence about a row begins with. */
    private static String at(Table table, long number) {
        return table.file() + ", row " + number + ": ";
    }

    private static Looked look(Table table, RowIndex index, int row, RowEncoder encoder) {
        try {
            EncodedRow encoded = encoder.encode(table.at(index.position(row)));
            return encoded.predictsSomething()
                    ? new Looked(row, encoded, null, false)
                    : new Looked(row, encoded, new SkippedRow(index.number(row), SILENT), false);
        } catch (RowProblem problem) {
            SkippedRow skipped = new SkippedRow(index.number(row), problem.getMessage());
            return new Looked(row, null, skipped, !problem.skippable());
        }
    }

    static long bytes(Table table) {
        try {
            return Files.isDirectory(table.file()) ? 0 : Files.size(table.file());
        } catch (IOException e) {
            throw new RequestException(table.file() + ": can't be read (" + e.getMessage() + ").", e);
        }
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * A row of the index that was looked at.
     *
     * @param encoded null where that was not possible
     * @param problem why it can't be used, or null
     * @param refuses whether the problem is one of the whole table
     */
    private record Looked(int row, EncodedRow encoded, SkippedRow problem, boolean refuses) {}

    private static final class Collected {
        private final List<Integer> rows = new ArrayList<>();
        private final List<EncodedRow> kept = new ArrayList<>();
        private final List<Integer> lengths = new ArrayList<>();
        private final List<SkippedRow> skipped = new ArrayList<>();
        private long silent;
        private long bytes;
        private long predicted;
        private int truncated;

        void add(Looked looked) {
            EncodedRow encoded = looked.encoded();
            if (looked.problem() != null) {
                skipped.add(looked.problem());
                silent += encoded == null ? 0 : 1;
            } else {
                rows.add(looked.row());
                lengths.add(encoded.length());
                truncated += encoded.truncated() ? 1 : 0;
                predicted += encoded.predicted();
                bytes += encoded.bytes();
                if (bytes <= KEPT_BYTES) {
                    kept.add(encoded);
                }
            }
        }
    }
}
