package org.rankscope.insight;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/** Numbers as they stand in sentences. */
final class PlainNumbers {
    /** Two numbers of parameters that differ by less count as equal: biases and rank patterns. */
    private static final double RATIO_ROUNDING = 0.005;

    /** Beyond it a share of a value near zero says nothing. */
    private static final double MOST_SHARE = 1000;

    /** The {@link #ratio} of equals. */
    static final String SAME = "all of";

    private static final String[] PARTS = {
        null, null, "half of", "a third of", "a quarter of", null, null, null, "an eighth of"
    };

    private PlainNumbers() {}

    /** A value of the metric with four significant digits: 1.160, 73.80, 0.01234. */
    static String value(double value) {
        return digits(value, 4);
    }

    /** A difference or an error with three significant digits, without zeros at its end: 0.021, 0.5. */
    static String difference(double value) {
        String text = digits(value, 3);
        return text.contains(".") && !text.contains("E")
                ? text.replaceAll("0+$", "").replaceAll("\\.$", "")
                : text;
    }

    /** A share: 1 %, 0.25 %, 12 %. */
    static String percent(double share) {
        BigDecimal percent = new BigDecimal(share * 100).round(new MathContext(2));
        return percent.stripTrailingZeros().toPlainString() + " %";
    }

    /** What share of {@code whole} {@code difference} is; the difference itself where the whole is next to nothing. */
    static String share(double difference, double whole) {
        return hasShare(difference, whole) ? percent(difference / Math.abs(whole)) : difference(difference);
    }

    /** A difference, and what share of {@code whole} it is where that says something: "0.021 (1.8 %)". */
    static String sized(double difference, double whole) {
        return difference(difference)
                + (hasShare(difference, whole) ? " (" + percent(difference / Math.abs(whole)) + ")" : "");
    }

    private static boolean hasShare(double difference, double whole) {
        return Math.abs(difference) <= MOST_SHARE * Math.abs(whole) && whole != 0;
    }

    /** 4,718,592. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String pValue(double p) {
        return p < 0.001 ? "p < 0.001" : "p = " + String.format(Locale.ROOT, p < 0.1 ? "%.3f" : "%.2f", p);
    }

    /** The share of {@code b} that {@code a} is: "a quarter of", "twice". */
    static String ratio(double a, double b) {
        for (int parts = 2; parts < PARTS.length; parts++) {
            if (PARTS[parts] != null && isNear(a * parts, b)) {
                return PARTS[parts];
            }
        }
        if (isNear(a, b)) {
            return SAME;
        } else if (isNear(a, 2 * b)) {
            return "twice";
        }
        return a < b ? percent(a / b) + " of" : difference(a / b) + " times";
    }

    /** "r = 8", or "r = 4, 8 and 16". */
    static String ranks(List<RankSummary> ranks) {
        return "r = "
                + joined(ranks.stream().map(rank -> String.valueOf(rank.rank())).toList());
    }

    /** "a", "a and b", "a, b and c". */
    static String joined(List<String> words) {
        int last = words.size() - 1;
        return last == 0 ? words.get(0) : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    }

    private static boolean isNear(double a, double b) {
        return Math.abs(a - b) <= RATIO_ROUNDING * b;
    }

    private static String digits(double value, int digits) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        } else if (value == 0) {
            return "0";
        }
        BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(digits));
        int scale = Math.max(0, digits - rounded.precision() + rounded.scale());
        boolean tiny = Math.abs(value) < 1e-5;
        return tiny
                ? rounded.stripTrailingZeros().toString()
                : rounded.setScale(scale).toPlainString();
    }
}
