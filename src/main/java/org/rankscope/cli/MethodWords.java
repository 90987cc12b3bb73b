package org.rankscope.cli;

import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.QuickScan;

/** Methods and their capacities as they stand in tables. */
final class MethodWords {
    private static final String ABSENT = "-";

    private MethodWords() {}

    /** The name that specifications use; what DyLoRA's numbers are worth stands beside it. */
    static String name(Method method) {
        return QuickScan.is(method) ? method.json() + " (" + QuickScan.LABEL + ")" : method.json();
    }

    /** Likewise by its name, which in a table from elsewhere may be any. */
    static String name(String json) {
        return json.equals(Method.DYLORA.json()) ? name(Method.DYLORA) : json;
    }

    /** A rank, or what else the capacity of a method is; 0: it has none. */
    static String rank(int capacity) {
        return capacity == 0 ? ABSENT : String.valueOf(capacity);
    }
}
