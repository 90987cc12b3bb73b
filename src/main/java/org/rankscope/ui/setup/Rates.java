package org.rankscope.ui.setup;

import java.util.List;
import java.util.Optional;

/**
 * The learning rates of a study as typed.
 *
 * @param tuned whether the best rate of each rank is searched
 * @param given the rates to try; with {@code tuned} at most one, where the search begins
 */
record Rates(boolean tuned, List<Double> given) {
    Rates {
        given = List.copyOf(given);
    }

    static Rates of(List<Double> given) {
        return new Rates(false, given);
    }

    /** Where a search begins; empty: by the size of the model. */
    Optional<Double> first() {
        return given.stream().findFirst();
    }
}
