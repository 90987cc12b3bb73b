package org.rankscope.ui.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers with their units, short enough for a table. Always with a decimal point, as in the files. */
public final class Quantities {
    private static final long KIB = 1024;
    private static final double LEAST_SPREAD = 1e-4;

    private Quantities() {}

    /** Nats per token to four figures: {@code 2.153}, {@code 0.5564}. */
    public static String loss(double loss) {
        return String.format(Locale.ROOT, Math.abs(loss) < 1 ? "%.4f" : "%.3f", loss);
    }

    /** The standard error of a loss: {@code 0.0061}; if it is tiny to two figures: {@code 0.000028}. */
    public static String spread(double error) {
        return error >= LEAST_SPREAD
                ? String.format(Locale.ROOT, "%.4f", error)
                : new BigDecimal(error).round(new MathContext(2)).toPlainString();
    }

    /** A count to three figures: {@code 917}, {@code 49.2 k}, {@code 3.28 M}. */
    public static String count(long count) {
        if (count < 10_000) {
            return String.format(Locale.ROOT, "%,d", count);
        } else if (count < 1_000_000) {
            return threeFigures(count / 1e3) + " k";
        } else if (count < 1_000_000_000) {
            return threeFigures(count / 1e6) + " M";
        }
        return threeFigures(count / 1e9) + " B";
    }

    /** A round count in as few letters as can be: {@code 500}, {@code 20 k}, {@code 1 M}. */
    public static String roundCount(long count) {
        return count < 1_000
                ? String.valueOf(count)
                : count < 1_000_000
                        ? count / 1_000 + " k"
                        : count < 1_000_000_000 ? count / 1_000_000 + " M" : count / 1_000_000_000 + " B";
    }

    /** The size of a file, in decimal units: {@code 12.5 MB}. */
    public static String fileSize(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        } else if (bytes < 1_000_000) {
            return threeFigures(bytes / 1e3) + " kB";
        } else if (bytes < 1_000_000_000) {
            return threeFigures(bytes / 1e6) + " MB";
        }
        return threeFigures(bytes / 1e9) + " GB";
    }

    /** Memory, in binary units: {@code 412 MiB}, {@code 9.72 GiB}. */
    public static String memory(long bytes) {
        double mib = bytes / (double) (KIB * KIB);
        return mib < 1000 ? threeFigures(mib) + " MiB" : threeFigures(mib / KIB) + " GiB";
    }

    /** Time on a clock: {@code 0.8 s}, {@code 12 s}, {@code 2:14}, {@code 1:02:09}. */
    public static String clock(long millis) {
        if (millis < 10_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        long seconds = Math.round(millis / 1000.0);
        if (seconds < 60) {
            return seconds + " s";
        } else if (seconds < 3600) {
            return String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
        }
        return String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** Time as one would say it: {@code 20 s}, {@code 6 min}, {@code 2 h 10 min}. */
    public static String spoken(long millis) {
        long seconds = Math.round(millis / 1000.0);
        if (seconds < 10) {
            return Math.max(1, seconds) + " s";
        } else if (seconds < 95) {
            return Math.round(seconds / 5.0) * 5 + " s";
        } else if (seconds < 3600) {
            return Math.round(seconds / 60.0) + " min";
        }
        long minutes = Math.round(seconds / 600.0) * 10;
        return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
    }

    /** A share, to two figures: {@code 1 %}, {@code 0.25 %}. */
    public static String percent(double share) {
        return plain(new BigDecimal(share * 100).round(new MathContext(2))) + " %";
    }

    /** A learning rate to three figures: {@code 5e-4}, {@code 0.01}. */
    public static String rate(double rate) {
        return plain(new BigDecimal(rate).round(new MathContext(3)));
    }

    /** A number as a person would type it, without loss: {@code 1.25e-4}, {@code 16}. */
    public static String exact(double value) {
        return plain(BigDecimal.valueOf(value));
    }

    private static String plain(BigDecimal value) {
        BigDecimal decimal = value.stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (decimal.signum() == 0) {
            return "0";
        } else if (exponent >= -2 && exponent < 6) {
            return decimal.toPlainString();
        }
        return decimal.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }

    private static String threeFigures(double value) {
        int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
