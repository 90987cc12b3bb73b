package org.rankscope.ui.setup;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.rankscope.io.RequestException;

/** Seeds as typed: one number is how many ({@code 3} means 0, 1, 2), a list is those seeds. */
final class Seeds {
    private static final int MOST = 50;

    private Seeds() {}

    static List<Long> parse(String text) {
        String[] parts = text.split("[,;\\s]+");
        if (parts.length == 1) {
            return LongStream.range(0, WholeNumber.parse(parts[0], "Seeds", 1, MOST))
                    .boxed()
                    .toList();
        }
        TreeSet<Long> seeds = new TreeSet<>();
        for (String part : parts) {
            try {
                seeds.add(Long.parseLong(part));
            } catch (NumberFormatException e) {
                throw new RequestException(
                        "'" + part + "' is not a seed; write how many, such as 3, or a list, " + "such as 0, 1, 2.", e);
            }
        }
        return List.copyOf(seeds);
    }

    static String note(List<Long> seeds) {
        if (seeds.size() < 3) {
            return "Three seeds or more show the noise.";
        }
        return "";
    }

    static String format(List<Long> seeds) {
        boolean counted = seeds.equals(LongStream.range(0, seeds.size()).boxed().toList());
        return counted
                ? String.valueOf(seeds.size())
                : seeds.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
