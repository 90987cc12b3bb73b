package org.rankscope.ui.text;

import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.MethodFacts;
import org.rankscope.peft.QuickScan;

/** What methods are called where there is little room, and what of them is swept. */
public final class MethodWords {
    private MethodWords() {}

    /** As its authors write it: {@code AdaLoRA}. See {@link MethodFacts}. */
    public static String title(Method method) {
        return MethodFacts.of(method).title();
    }

    /** Likewise, beside its marker: what is worth less than other numbers says so. */
    public static String inLegend(Method method) {
        return QuickScan.labelled(title(method), method);
    }

    /** Likewise, in a column of a table. */
    public static String inTable(Method method) {
        return QuickScan.is(method) ? word(method) + " " + QuickScan.WORD : word(method);
    }

    /** Likewise, where there is room for a word. */
    public static String word(Method method) {
        return switch (method) {
            case BOTTLENECK -> "bottleneck";
            case PREFIX_TUNING -> "prefix";
            case PROMPT_TUNING -> "prompt";
            case FULL -> "full";
            default -> title(method);
        };
    }

    /** What is swept: {@code rank}. */
    public static String capacity(Method method) {
        return switch (method.knob()) {
            case RANK ->
                method == Method.ADALORA
                        ? "rank, on average"
                        : method == Method.DYLORA ? "ranks up to the largest" : "rank";
            case BOTTLENECK -> "width of the bottleneck";
            case VIRTUAL_TOKENS -> "number of tokens";
            case NONE -> "one size";
        };
    }
}
