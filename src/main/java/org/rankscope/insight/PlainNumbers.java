package org.rankscope.insight;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as they stand in sentences. */
final class PlainNumbers {
    private PlainNumbers() {}

    /** A value of the metric with four significant digits: 1.160, 73.80, 0.01234. */
    static String value(double value) {
        return digits(value, 4);
    }

    /** A difference or an error with three significant digits, without zeros at its end: 0.021, 0.5. */
    static String difference(double value) {
        String text = digits(value, 3);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    /** A share: 1 %, 0.25 %, 12 %. */
    static String percent(double share) {
        BigDecimal percent = new BigDecimal(share * 100).round(new MathContext(2));
        return percent.stripTrailingZeros().toPlainString() + " %";
    }

    static String pValue(double p) {
        return p < 0.001 ? "p < 0.001" : "p = " + String.format(Locale.ROOT, p < 0.1 ? "%.3f" : "%.2f", p);
    }

    /** The share of parameters that rank {@code a} has of rank {@code b}: "a quarter of", "twice". */
    static String ratio(int a, int b) {
        if (a * 2L == b) {
            return "half of";
        } else if (a * 3L == b) {
            return "a third of";
        } else if (a * 4L == b) {
            return "a quarter of";
        } else if (a * 8L == b) {
            return "an eighth of";
        } else if (a == 2L * b) {
            return "twice";
        }
        return a < b ? percent((double) a / b) + " of" : difference((double) a / b) + " times";
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
