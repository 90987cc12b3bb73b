package org.rankscope.model.bundled.picture;

import org.rankscope.model.bundled.Choices;

/** What a number is drawn from, each value as likely as another. */
record Range(double low, double high) {
    double draw(Choices choices) {
        return choices.between(low, high);
    }

    /** A whole number; {@code low} and {@code high} are whole. */
    int drawWhole(Choices choices) {
        return choices.between((int) low, (int) high);
    }
}
