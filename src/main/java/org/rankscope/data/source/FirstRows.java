package org.rankscope.data.source;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.rankscope.io.OneLine;
import org.rankscope.io.RequestException;

/** What the first rows of a table tell: whether it is one, and what its columns are. */
final class FirstRows {
    private static final int ROWS = 100;
    /** Rows may be long: no more bytes are looked at than a moment suffices for. */
    private static final long BYTES = 16 << 20;

    private static final int REASONS_NAMED = 2;

    private final Set<String> names = new LinkedHashSet<>();
    private final List<SkippedRow> skipped = new ArrayList<>();
    private int read;
    private long position;

    private FirstRows() {}

    /** Throws RequestException where there are none, or most of them can't be read. */
    static FirstRows of(RowSource source) {
        FirstRows first = new FirstRows();
        try (RowReader reader = source.rows()) {
            boolean more = true;
            while (more && first.read + first.skipped.size() < ROWS && first.position < BYTES) {
                more = reader.next(first::take, first.skipped::add);
            }
        }
        first.check(source);
        return first;
    }

    /** Columns in the order of their first appearance. */
    List<String> names() {
        return List.copyOf(names);
    }

    private void take(TableRow row) {
        read++;
        position = row.position();
        names.addAll(row.values().keySet());
    }

    private void check(RowSource source) {
        if (read == 0 && skipped.isEmpty()) {
            throw new RequestException(source.file() + ": there are no rows; choose a file with rows in it.");
        } else if (skipped.size() > read) {
            String reasons = skipped.stream()
                    .limit(REASONS_NAMED)
                    .map(row -> source.unit() + " " + row.number() + " " + OneLine.of(row.reason()))
                    .collect(Collectors.joining("; "));
            String count = read == 0 ? "none" : "only " + read;
            throw new RequestException(source.file() + ": " + count + " of the first " + (read + skipped.size())
                    + " rows can be read (" + reasons + "); is the file what its name says?");
        }
    }
}
