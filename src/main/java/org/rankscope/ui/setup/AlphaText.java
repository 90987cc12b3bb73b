package org.rankscope.ui.setup;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rankscope.io.RequestException;
import org.rankscope.study.AlphaPolicy;
import org.rankscope.ui.text.Quantities;

/** How alpha follows the rank, as typed: {@code 2r}, {@code r}, {@code 16}, {@code 4√r}. */
final class AlphaText {
    static final List<String> PRESETS = List.of("2r", "r", "4r", "16", "8√r");

    private static final Pattern FORM = Pattern.compile("([0-9.]*)\\*?(r|√r|sqrt\\(r\\))?");

    private AlphaText() {}

    static AlphaPolicy parse(String text) {
        Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT).replaceAll("[\\s·×]", ""));
        if (text.isEmpty() || !matcher.matches()) {
            throw new RequestException(
                    "alpha '" + text + "' is not understood; write 2r, r, a number such as 16, or 8√r.");
        }
        String follows = matcher.group(2);
        double value = matcher.group(1).isEmpty() ? 1 : number(matcher.group(1), text);
        if (follows == null) {
            return new AlphaPolicy(AlphaPolicy.Kind.FIXED, value);
        } else if (!follows.equals("r")) {
            return new AlphaPolicy(AlphaPolicy.Kind.SQRT, value);
        }
        return value == 1
                ? new AlphaPolicy(AlphaPolicy.Kind.RANK, value)
                : new AlphaPolicy(AlphaPolicy.Kind.RATIO, value);
    }

    private static double number(String digits, String text) {
        try {
            double value = Double.parseDouble(digits);
            if (value > 0 && value <= 4096) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new RequestException("alpha '" + text + "' is not a number; write 2r, r, 16 or 8√r.", e);
        }
        throw new RequestException("alpha '" + text + "' is out of range; its number is more than 0 and at most 4096.");
    }

    /** A choice in the list, with its effect: {@code 2r · scaling 2}. */
    static String title(String preset) {
        AlphaPolicy policy = parse(preset);
        String kind =
                switch (policy.policy()) {
                    case RATIO, RANK -> "ratio kept";
                    case FIXED -> "fixed";
                    case SQRT -> "rsLoRA";
                };
        return preset + "   " + kind + ", scaling " + policy.scaling(false);
    }

    static String format(AlphaPolicy policy) {
        String value = Quantities.exact(policy.value());
        return switch (policy.policy()) {
            case RATIO -> value + "r";
            case RANK -> "r";
            case FIXED -> value;
            case SQRT -> value + "√r";
        };
    }
}
