package org.rankscope.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rankscope.data.source.SkippedRow;

/** Rows that were left out, by reason: how many, and where the first ones are. */
final class SkippedRows {
    private static final int REASONS = 20;
    private static final int NUMBERS = 5;
    private static final String OTHERS = "other reasons";

    private final Map<String, Reason> reasons = new LinkedHashMap<>();
    private long count;

    /**
     * Rows with the same reason.
     *
     * @param numbers of the first of them, as {@link SkippedRow#number}
     */
    record Reason(String reason, long count, List<Long> numbers) {
        Reason {
            numbers = List.copyOf(numbers);
        }

        private Reason with(long number) {
            List<Long> all = new ArrayList<>(numbers);
            if (all.size() < NUMBERS) {
                all.add(number);
            }
            return new Reason(reason, count + 1, all);
        }

        /** {@code has 4 cells, expected 3 (rows 5, 9)}. */
        String sentence() {
            String listed = numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
            return reason + " (" + (count == 1 ? "row " : count + " rows: ") + listed
                    + (count > numbers.size() ? ", ..." : "") + ")";
        }
    }

    void add(SkippedRow row) {
        count++;
        String reason = reasons.containsKey(row.reason()) || reasons.size() < REASONS ? row.reason() : OTHERS;
        reasons.compute(reason, (name, before) -> (before == null ? new Reason(name, 0, List.of()) : before)
                .with(row.number()));
    }

    long count() {
        return count;
    }

    /** In the order in which they first occurred; reasons beyond the first few are counted together. */
    List<Reason> reasons() {
        return List.copyOf(reasons.values());
    }
}
