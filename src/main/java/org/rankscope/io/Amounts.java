package org.rankscope.io;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Bytes, times and counts as a person reads them. */
public final class Amounts {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final long GIB = 1024 * MIB;
    private static final String[] DECIMAL = {"B", "kB", "MB", "GB", "TB"};

    private Amounts() {}

    /** {@code 1.5 MiB}. */
    public static String bytes(long bytes) {
        if (bytes < KIB) {
            return bytes + " B";
        } else if (bytes < MIB) {
            return scaled(bytes, KIB) + " KiB";
        } else if (bytes < GIB) {
            return scaled(bytes, MIB) + " MiB";
        }
        return scaled(bytes, GIB) + " GiB";
    }

    /** In powers of 1000, with three digits: {@code 6 GB}. */
    public static String decimalBytes(long bytes) {
        BigDecimal value = BigDecimal.valueOf(bytes);
        int unit = 0;
        while (value.compareTo(BigDecimal.valueOf(1000)) >= 0 && unit < DECIMAL.length - 1) {
            value = value.movePointLeft(3);
            unit++;
        }
        return value.round(new MathContext(3)).stripTrailingZeros().toPlainString() + " " + DECIMAL[unit];
    }

    /** {@code 850 ms}, {@code 4.2 s}, {@code 3 min 20 s}, {@code 2 h 05 min}. */
    public static String duration(long millis) {
        long seconds = Math.round(millis / 1000.0);
        if (millis < 1000) {
            return millis + " ms";
        } else if (millis < 60_000 && seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        } else if (seconds < 3600) {
            return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
        }
        long minutes = Math.round(seconds / 60.0);
        return String.format(Locale.ROOT, "%d h %02d min", minutes / 60, minutes % 60);
    }

    /** {@code 4,718,592}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String scaled(long bytes, long unit) {
        double value = (double) bytes / unit;
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
