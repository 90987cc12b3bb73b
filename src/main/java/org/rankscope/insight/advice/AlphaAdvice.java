package org.rankscope.insight.advice;

/** How alpha is to follow the rank. */
public enum AlphaAdvice {
    TWICE_RANK("2r"),
    /** alpha = 8√r, scaling 8 / √r: at rank 16 the same scaling as {@link #TWICE_RANK}. */
    RANK_STABILISED("8√r");

    private final String text;

    AlphaAdvice(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
