package org.rankscope.ui.study;

import org.rankscope.insight.RankResult;
import org.rankscope.insight.Verdict;
import org.rankscope.peft.AdapterConfig.Knob;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.study.Trial;
import org.rankscope.ui.text.MethodWords;

/**
 * What is compared: a row of the table, a point of the chart.
 *
 * @param capacity by the method's {@link Method#knob}: the rank, mostly; 0 where there is nothing to choose
 */
public record Variant(Method method, int capacity) {
    public static Variant of(Trial trial) {
        return new Variant(trial.method(), trial.rank());
    }

    /** Whether its capacity is a rank. */
    public boolean hasRank() {
        return method.knob() == Knob.RANK;
    }

    /** Whether it is what all others are compared with. */
    public boolean isReference() {
        return method == Method.FULL;
    }

    /** Whether {@code verdict} advises it, or points at it. */
    public boolean isMeantBy(Verdict verdict) {
        return verdict.rank() == capacity && isOf(verdict.method());
    }

    /** Whether {@code result} is its. */
    public boolean isMeantBy(RankResult result) {
        return result.rank() == capacity && isOf(result.method());
    }

    /** A table that states no method has one only. */
    private boolean isOf(String json) {
        return json.isEmpty() ? hasRank() : method.json().equals(json);
    }

    /** The capacity: {@code r = 8}; the method where it has none. */
    public String size() {
        return switch (method.knob()) {
            case RANK -> "r = " + capacity;
            case BOTTLENECK -> "m = " + capacity;
            case VIRTUAL_TOKENS -> capacity + (capacity == 1 ? " token" : " tokens");
            case NONE -> MethodWords.title(method);
        };
    }

    /** Method and capacity: {@code DoRA r = 8}. */
    public String name() {
        return method.knob() == Knob.NONE ? size() : MethodWords.title(method) + " " + size();
    }

    /** Method and capacity, in as few letters as can be: {@code DoRA 8}. */
    public String shortName() {
        return method.knob() == Knob.NONE ? MethodWords.word(method) : MethodWords.word(method) + " " + capacity;
    }
}
