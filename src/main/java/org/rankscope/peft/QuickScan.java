package org.rankscope.peft;

import org.rankscope.peft.AdapterConfig.Method;

/** How results of DyLoRA are labelled wherever they stand beside others: its ranks are trained all at once, and none for itself. */
public final class QuickScan {
    public static final String LABEL = "quick scan";

    /** The label where there is room for a word. */
    public static final String WORD = "scan";

    /** Why a rank's number there is no other method's number at that rank. */
    public static final String MEANING = "one training for all ranks";

    private QuickScan() {}

    public static boolean is(Method method) {
        return method == Method.DYLORA;
    }

    /** {@code name} of {@code method}, with the label where the method is such a scan. */
    public static String labelled(String name, Method method) {
        return is(method) ? name + " " + LABEL : name;
    }
}
