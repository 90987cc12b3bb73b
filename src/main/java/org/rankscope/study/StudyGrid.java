package org.rankscope.study;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.rankscope.train.TrialSpec;

/** The cells of a study: learning rates x seeds x ranks, rank varying fastest, so that a whole curve appears early. */
final class StudyGrid {
    private StudyGrid() {}

    /** Every cell of {@code spec}, WAITING. */
    static List<Trial> cells(StudySpec spec) {
        TrialSpec shared = spec.trial();
        List<Trial> cells = new ArrayList<>();
        for (double learningRate : spec.learningRates()) {
            for (long seed : spec.seeds()) {
                for (int rank : spec.ranks()) {
                    TrialSpec cell = shared.withCell(
                            spec.adapter().withRank(rank, spec.alpha().alphaFor(rank)), learningRate, seed);
                    cells.add(new Trial(id(rank, learningRate, seed), TrialState.WAITING, cell, null, null));
                }
            }
        }
        return cells;
    }

    /** {@code r8-lr0.0003-s0}. */
    static String id(int rank, double learningRate, long seed) {
        String rate = BigDecimal.valueOf(learningRate).stripTrailingZeros().toPlainString();
        return "r" + rank + "-lr" + rate + "-s" + seed;
    }
}
