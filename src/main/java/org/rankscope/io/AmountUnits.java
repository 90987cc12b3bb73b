package org.rankscope.io;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts with a unit as a person types them: {@code 6GB}, {@code 1.5 MiB}, {@code 1M}, {@code 10min}. */
public enum AmountUnits {
    /** Bytes: kB, MB, GB and TB are powers of 1000, KiB, MiB, GiB and TiB powers of 1024. */
    BYTES(
            Map.of(
                    "b",
                    1L,
                    "kb",
                    1_000L,
                    "mb",
                    1_000_000L,
                    "gb",
                    1_000_000_000L,
                    "tb",
                    1_000_000_000_000L,
                    "kib",
                    1L << 10,
                    "mib",
                    1L << 20,
                    "gib",
                    1L << 30,
                    "tib",
                    1L << 40),
            "a size with a unit, such as 20MB or 1.5GiB"),
    /** Counts: k, M and B (a thousand, a million, a billion), or none. */
    COUNT(Map.of("", 1L, "k", 1_000L, "m", 1_000_000L, "b", 1_000_000_000L), "a number, such as 300000, 300k or 1.2M"),
    /** Milliseconds. */
    TIME(
            Map.of("ms", 1L, "s", 1_000L, "min", 60_000L, "h", 3_600_000L, "d", 86_400_000L),
            "a time with a unit, such as 90s, 10min or 2h");

    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([a-zA-Z]*)");

    private final Map<String, Long> units;
    private final String expected;

    AmountUnits(Map<String, Long> units, String expected) {
        this.units = new TreeMap<>(units);
        this.expected = expected;
    }

    /** The amount in the smallest unit; a RequestException says what was expected, without a full stop. */
    public long read(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        Long unit = matcher.matches() ? units.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw wrong(text);
        }
        BigDecimal amount = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
        if (amount.compareTo(BigDecimal.ONE) < 0 || amount.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw wrong(text);
        }
        return amount.longValue();
    }

    private RequestException wrong(String text) {
        List<String> known =
                units.keySet().stream().filter(unit -> !unit.isEmpty()).toList();
        return new RequestException(
                "expected " + expected + ", found '" + text + "' (units: " + String.join(", ", known) + ")");
    }
}
