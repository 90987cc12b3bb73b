package org.rankscope.data;

import java.nio.file.Files;
import java.io.IOException;
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
 * @param positions rows that can be used, by their positions in the table
 * @param numbers of those rows in the order of all that were handed in
 * @param kept those rows, encoded; null where they would take too much memory
 * @param skipped rows that can't be used, with the reason
 * @param silent how many rows predict nothing: empty texts, and prompts that are longer than a row
 * @param predicted items that all rows predict; an estimate of a sampled table
 * @param exact whether every row was looked at
 */
record MeasuredTable(
        Table table,
        RowEncoder encoder,
        long[] positions,
        int[] numbers,
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

    private static final int ROWS_AT_ONCE = 1024;

    /** Encodes and measures the rows at {@code positions}. */
    static MeasuredTable of(Table table, long[] positions, RowEncoder encoder, boolean images) {
        boolean exact = positions.length <= (images ? MOST_IMAGES : MOST_ROWS) && (images || bytes(table) <= MOST_BYTES);
        int looked = exact ? positions.length : Math.min(SAMPLE, positions.length);
        int[] chosen = IntStream.range(0, looked)
                .map(i -> (int) ((long) i * positions.length / looked))
                .toArray();
        Collected collected = new Collected();
        for (int from = 0; from < looked; from += ROWS_AT_ONCE) {
            List<Looked> batch = Arrays.stream(chosen, from, Math.min(looked, from + ROWS_AT_ONCE))
                    .parallel()
                    .mapToObj(number -> look(table, positions[number], number, encoder))
                    .toList();
            batch.forEach(collected::add);
        }
        int usable = collected.numbers.size();
        int[] numbers = exact
                ? collected.numbers.stream().mapToInt(Integer::intValue).toArray()
                : IntStream.range(0, positions.length).toArray();
        return new MeasuredTable(
                table,
                encoder,
                Arrays.stream(numbers).mapToLong(number -> positions[number]).toArray(),
                numbers,
                exact && collected.bytes <= KEPT_BYTES ? collected.rows.toArray(new EncodedRow[0]) : null,
                Lengths.of(
                        collected.lengths.stream().mapToInt(Integer::intValue).toArray(), collected.truncated),
                List.copyOf(collected.skipped),
                collected.silent,
                exact || usable == 0 ? collected.predicted : collected.predicted * positions.length / usable,
                exact);
    }

    /** The rows that stand at {@code chosen} places among those that can be used. */
    Rows rows(int[] chosen) {
        return new TableRows(this, chosen);
    }

    Rows rows() {
        return rows(IntStream.range(0, positions.length).toArray());
    }

    /** Row {@code i} of those that can be used. */
    EncodedRow row(int i) {
        if (kept != null) {
            return kept[i];
        }
        TableRow row = table.at(positions[i]);
        try {
            EncodedRow encoded = encoder.encode(row);
            if (!encoded.predictsSomething()) {
                throw RowProblem.skip("nothing of it is predicted within a row of the sequence length");
            }
            return encoded;
        } catch (RowProblem problem) {
            throw new RequestException(at(table, row) + problem.getMessage() + "; mend or remove it.");
        }
    }

    /** What a sentence about {@code row} begins with. */
    static String at(Table table, TableRow row) {
        return table.file() + ", row " + row.number() + ": ";
    }

    private static Looked look(Table table, long position, int number, RowEncoder encoder) {
        TableRow row = table.at(position);
        try {
            return new Looked(number, encoder.encode(row), null);
        } catch (RowProblem problem) {
            if (!problem.skippable()) {
                throw new RequestException(at(table, row) + problem.getMessage() + ".");
            }
            return new Looked(number, null, new SkippedRow(row.number(), problem.getMessage()));
        }
    }

    private static long bytes(Table table) {
        try {
            return Files.isDirectory(table.file()) ? 0 : Files.size(table.file());
        } catch (IOException e) {
            throw new RequestException(table.file() + ": can't be read (" + e.getMessage() + ").", e);
        }
    }

    /** A row that was looked at: encoded, or with the reason why not. */
    private record Looked(int number, EncodedRow row, SkippedRow problem) {}

    private static final class Collected {
        private final List<Integer> numbers = new ArrayList<>();
        private final List<EncodedRow> rows = new ArrayList<>();
        private final List<Integer> lengths = new ArrayList<>();
        private final List<SkippedRow> skipped = new ArrayList<>();
        private long silent;
        private long bytes;
        private long predicted;
        private int truncated;

        void add(Looked looked) {
            EncodedRow row = looked.row();
            if (row == null) {
                skipped.add(looked.problem());
            } else if (!row.predictsSomething()) {
                silent++;
            } else {
                numbers.add(looked.number());
                lengths.add(row.length());
                truncated += row.truncated() ? 1 : 0;
                predicted += row.predicted();
                bytes += row.bytes();
                if (bytes <= KEPT_BYTES) {
                    rows.add(row);
                }
            }
        }
    }
}
