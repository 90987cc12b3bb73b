package org.rankscope.ui.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A verdict's reason, parted into what the card has room for and what is said of other methods. A sentence on one
 * other stays on the card, where it is the only one.
 *
 * @param why of the rank that is advised
 * @param others what each other method gets by itself, or reaches
 */
record ReasonParts(String why, List<String> others) {
    private static final Pattern SENTENCES = Pattern.compile("(?<=\\.) (?=[A-Z])");
    private static final Pattern OF_OTHERS = Pattern.compile("Judged alone, .*|.* reaches [0-9.]+( with .*)?\\.");

    private static final Pattern OF_SEVERAL = Pattern.compile("Judged alone, .* gets .* gets .*");

    static ReasonParts of(String reason) {
        List<String> why = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String sentence : SENTENCES.split(reason)) {
            (OF_OTHERS.matcher(sentence).matches() ? others : why).add(sentence);
        }
        return others.isEmpty()
                        || others.size() == 1
                                && !OF_SEVERAL.matcher(others.get(0)).matches()
                ? new ReasonParts(reason, List.of())
                : new ReasonParts(String.join(" ", why), List.copyOf(others));
    }
}
