package org.rankscope.ui.curves;

import org.rankscope.ui.study.Cell;
import org.rankscope.ui.study.Curve;

/** Which loss the learning curves show. */
public enum CurveKind {
    VALIDATION("Validation", 240),
    /** Thinner, since the loss of a batch jumps from step to step. */
    TRAIN("Train", 50);

    private final String title;
    private final int mostPoints;

    CurveKind(String title, int mostPoints) {
        this.title = title;
        this.mostPoints = mostPoints;
    }

    String title() {
        return title;
    }

    /** How many points of a curve are drawn at most. */
    int mostPoints() {
        return mostPoints;
    }

    Curve of(Cell cell) {
        return this == VALIDATION ? cell.validation() : cell.train();
    }
}
