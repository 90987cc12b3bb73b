package org.rankscope.ui.curves;

import org.rankscope.ui.study.Cell;
import org.rankscope.ui.study.Curve;

/** Which loss the learning curves show. */
public enum CurveKind {
    VALIDATION("Validation"),
    TRAIN("Train");

    private final String title;

    CurveKind(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    Curve of(Cell cell) {
        return this == VALIDATION ? cell.validation() : cell.train();
    }
}
