package org.rankscope.study;

import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * How alpha follows the rank, and so what the update BA is multiplied with: alpha / r (Hu et al., "LoRA", 2021,
 * section 4.1), or alpha / sqrt(r) if rank-stabilised (Kalajdzievski, "A Rank Stabilization Scaling Factor for
 * Fine-Tuning with LoRA", 2023). Whichever it is, it is one choice for the whole study.
 */
public record AlphaPolicy(Kind policy, Double value) {
    public enum Kind {
        /** alpha = value: the scaling falls as 1 / r. */
        FIXED("fixed"),
        /** alpha = value * r: the scaling is the same for every rank. */
        RATIO("ratio"),
        /** alpha = r: the scaling is 1. */
        RANK("rank"),
        /** alpha = value * sqrt(r): the scaling falls as 1 / sqrt(r), as in rsLoRA. */
        SQRT("sqrt");

        private final String json;

        Kind(String json) {
            this.json = json;
        }

        @JsonValue
        public String json() {
            return json;
        }
    }

    public AlphaPolicy {
        policy = policy == null ? Kind.RATIO : policy;
        value = value == null ? (policy == Kind.RATIO ? 2.0 : 16.0) : value;
    }

    public double alphaFor(int rank) {
        return switch (policy) {
            case FIXED -> value;
            case RATIO -> value * rank;
            case RANK -> rank;
            case SQRT -> value * Math.sqrt(rank);
        };
    }

    /** The power of the rank that alpha follows; DyLoRA's {@code alpha_power}. */
    double power() {
        return switch (policy) {
            case FIXED -> 0;
            case RATIO, RANK -> 1;
            case SQRT -> 0.5;
        };
    }

    /** What the update is multiplied with, as it is written: {@code 2}, {@code 16/r}. */
    public String scaling(boolean rankStabilised) {
        return switch (policy) {
            case FIXED -> number() + (rankStabilised ? "/√r" : "/r");
            case RATIO -> number() + (rankStabilised ? "·√r" : "");
            case RANK -> rankStabilised ? "√r" : "1";
            case SQRT -> number() + (rankStabilised ? "" : "/√r");
        };
    }

    /**
     * What becomes of the update's scale as the rank grows, in one sentence.
     *
     * @param rankStabilised whether the update is multiplied with alpha / sqrt(r) and not alpha / r
     * @param ranks those that are tried, ascending; the scale is told for the first and the last
     */
    public String effect(boolean rankStabilised, List<Integer> ranks) {
        String scaling = scaling(rankStabilised);
        String where = !scaling.contains("r")
                ? " at every rank"
                : ranks.size() < 2
                        ? ""
                        : ", " + at(ranks.get(0), rankStabilised) + " and "
                                + at(ranks.get(ranks.size() - 1), rankStabilised);
        return "Update times " + scaling + where + ": " + consequence(rankStabilised) + ".";
    }

    private String at(int rank, boolean rankStabilised) {
        double scale = alphaFor(rank) / (rankStabilised ? Math.sqrt(rank) : rank);
        return new BigDecimal(scale)
                        .round(new MathContext(3))
                        .stripTrailingZeros()
                        .toPlainString()
                + " at rank " + rank;
    }

    private String consequence(boolean rankStabilised) {
        String falling = "each direction counts for less at a larger rank, which learns more slowly";
        String stable = "large ranks learn as fast as small ones (rsLoRA)";
        String constant = "it grows with the rank, so larger ranks want smaller learning rates";
        String growing = "it grows fast with the rank, so larger ranks want much smaller learning rates";
        return switch (policy) {
            case FIXED -> rankStabilised ? stable : falling;
            case RATIO, RANK -> rankStabilised ? growing : constant;
            case SQRT -> rankStabilised ? constant : stable;
        };
    }

    private String number() {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
