package org.rankscope.cli;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as a person reads them: MiB, minutes, thousands. */
final class Units {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final long GIB = 1024 * MIB;

    private Units() {}

    /** {@code 1.5 MiB}. */
    static String bytes(long bytes) {
        if (bytes < KIB) {
            return bytes + " B";
        } else if (bytes < MIB) {
            return scaled(bytes, KIB) + " KiB";
        } else if (bytes < GIB) {
            return scaled(bytes, MIB) + " MiB";
        }
        return scaled(bytes, GIB) + " GiB";
    }

    private static String scaled(long bytes, long unit) {
        double value = (double) bytes / unit;
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    /** {@code 850 ms}, {@code 4.2 s}, {@code 3 min 20 s}, {@code 2 h 05 min}. */
    static String duration(long millis) {
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
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A loss in nats per token: {@code 1.2345}. */
    static String loss(double loss) {
        return String.format(Locale.ROOT, "%.4f", loss);
    }

    /** A learning rate as it is written in specifications: {@code 0.0003}. */
    static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
