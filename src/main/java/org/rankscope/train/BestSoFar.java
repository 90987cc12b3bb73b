package org.rankscope.train;

import java.util.Optional;
import java.util.function.Supplier;
import org.rankscope.graph.Tensor;

/** The evaluated step of the lowest loss: the one whose values a run keeps. The first of equal ones. */
final class BestSoFar {
    /**
     * An evaluated step.
     *
     * @param step optimiser steps done
     * @param loss evaluation loss
     * @param theta values [P] then
     */
    record Best(int step, double loss, Tensor theta) {}

    private Optional<Best> best;

    /** @param best what an earlier part of the run found */
    BestSoFar(Optional<Best> best) {
        this.best = best;
    }

    Optional<Best> get() {
        return best;
    }

    /** Whether {@code loss} would be kept. */
    boolean beatenBy(double loss) {
        return best.isEmpty() || loss < best.get().loss();
    }

    /** Takes note of an evaluation; {@code theta} is asked for only where it is kept. */
    void offer(int step, double loss, Supplier<Tensor> theta) {
        if (beatenBy(loss)) {
            best = Optional.of(new Best(step, loss, theta.get()));
        }
    }
}
