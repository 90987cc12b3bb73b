package org.rankscope.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.rankscope.io.RequestException;

/** The classes that occur in a column, in an order that does not depend on that of the file. */
final class ClassNames {
    /** A column with more different values is no column of classes. */
    static final int MOST = 10_000;

    private static final Comparator<String> ORDER = Comparator.comparing(
                    (String name) -> name.matches("-?\\d{1,18}") ? Long.parseLong(name) : Long.MAX_VALUE)
            .thenComparing(Comparator.naturalOrder());

    private final Map<String, Integer> seen = new LinkedHashMap<>();
    private final LongList counts = new LongList();
    private List<String> names = List.of();
    private int[] sorted = new int[0];

    /** The number of the class that {@code value} names, by first occurrence; RequestException where there are too many. */
    int add(String column, JsonNode value) {
        String name = value.isIntegralNumber() || value.isTextual()
                ? value.asText().strip()
                : value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue())
                        ? value.decimalValue().toBigInteger().toString()
                        : value.asText();
        int number = number(name);
        if (number == MOST) {
            throw new RequestException("Column '" + column + "' has more than " + MOST
                    + " different values, expected classes; choose another column for the label.");
        } else if (number == counts.size()) {
            counts.add(0);
        }
        counts.set(number, counts.get(number) + 1);
        return number;
    }

    private int number(String name) {
        Integer known = seen.putIfAbsent(name, seen.size());
        return known == null ? seen.size() - 1 : known;
    }

    /** To be called when all have been seen. Numbers come in their order, before words in theirs. */
    void finish() {
        List<String> first = List.copyOf(seen.keySet());
        int[] order = IntStream.range(0, first.size())
                .boxed()
                .sorted(Comparator.comparing(first::get, ORDER))
                .mapToInt(i -> i)
                .toArray();
        sorted = new int[order.length];
        List<String> all = new ArrayList<>(order.length);
        for (int i = 0; i < order.length; i++) {
            sorted[order[i]] = i;
            all.add(first.get(order[i]));
        }
        names = List.copyOf(all);
    }

    List<String> names() {
        return names;
    }

    /** The place in {@link #names} of what {@link #add} called {@code number}. */
    int place(int number) {
        return sorted[number];
    }

    /** How often each of {@link #names} occurred. */
    long[] counts() {
        long[] all = new long[sorted.length];
        for (int i = 0; i < all.length; i++) {
            all[sorted[i]] = counts.get(i);
        }
        return all;
    }
}
