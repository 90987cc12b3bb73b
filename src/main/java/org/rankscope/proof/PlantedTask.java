package org.rankscope.proof;

import java.util.List;
import org.rankscope.insight.Verdict;

/**
 * A task whose right answer is known.
 *
 * @param name of its folder
 * @param expected what a verdict must say
 * @param rank r*, the rank of the planted update
 * @param strength largest singular value of the update, as a multiple of the largest one of the weight
 * @param seed of the update's directions
 * @param ranks to be tried
 */
public record PlantedTask(
        String name,
        Expected expected,
        int rank,
        Place place,
        Spectrum spectrum,
        double strength,
        long seed,
        List<Integer> ranks) {
    /** What is right to say of a task. */
    public enum Expected {
        /** A rank within a factor of two of r*. */
        RANK("choose r*"),
        /** That rank does not matter: r* is the smallest rank tried. */
        FLAT("flat"),
        /** That the range is too short: it ends below r*. */
        EXTEND("extend");

        private final String words;

        Expected(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    public PlantedTask {
        ranks = List.copyOf(ranks);
    }

    /** Whether {@code verdict} is right. */
    public boolean isMetBy(Verdict verdict) {
        return switch (expected) {
            case RANK ->
                verdict.kind() == Verdict.Kind.CHOOSE && verdict.rank() <= 2 * rank && rank <= 2 * verdict.rank();
            case FLAT -> verdict.kind() == Verdict.Kind.FLAT;
            case EXTEND -> verdict.kind() == Verdict.Kind.EXTEND;
        };
    }
}
