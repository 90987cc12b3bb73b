package org.rankscope.ui.curves;

import org.rankscope.ui.study.Cell;
import org.rankscope.ui.study.Curve;

/** What the card of learning shows. */
public enum LearningChart {
    VALIDATION("Validation", 240),
    /** Thinner, since the loss of a batch jumps from step to step. */
    TRAIN("Train", 50),
    /** Loss at every learning rate of every rank. */
    RATES("Rates", 0),
    /** Validation loss of every rank at every step. */
    STEPS("Steps", 0);

    private final String title;
    private final int mostPoints;

    LearningChart(String title, int mostPoints) {
        this.title = title;
        this.mostPoints = mostPoints;
    }

    String title() {
        return title;
    }

    boolean isMap() {
        return mostPoints == 0;
    }

    /** How many points of a curve are drawn at most. */
    int mostPoints() {
        return mostPoints;
    }

    /** The curve that is drawn, or that the map is made from. */
    Curve of(Cell cell) {
        return this == TRAIN ? cell.train() : cell.validation();
    }
}
