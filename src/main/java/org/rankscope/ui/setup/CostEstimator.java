package org.rankscope.ui.setup;

import org.rankscope.study.StudySpec;
import org.rankscope.ui.study.CostEstimate;

/** Says what a study will cost before it is run. Called on job threads, by any number at a time. */
@FunctionalInterface
public interface CostEstimator {
    /**
     * Cells, time and memory of {@code spec}.
     *
     * @throws org.rankscope.io.RequestException with one sentence if it can't be used
     */
    CostEstimate estimate(StudySpec spec);
}
