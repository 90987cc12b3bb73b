package org.rankscope.model.bundled.picture;

import org.rankscope.model.bundled.Choices;

/**
 * How somebody draws. Lengths are pixels, tones run from 0, black, to 1, white.
 *
 * @param ink tone of the strokes
 * @param paper tone of what is left free
 * @param lineWeight width of a stroke
 * @param slant how far a line leans to the right for each pixel of its height
 * @param wobble how far the end of a stroke strays
 * @param filling what closed shapes are filled with
 * @param shade tone of a filling; hatching is drawn in ink
 * @param hatchSpacing from one line of a hatching to the next
 * @param hatchAngle of these lines, in radians, clockwise from the right
 */
record Hand(
        double ink,
        double paper,
        double lineWeight,
        double slant,
        double wobble,
        Filling filling,
        double shade,
        double hatchSpacing,
        double hatchAngle) {
    /** What closed shapes are filled with; whatever it is, it hides what stands behind. */
    enum Filling {
        PAPER,
        SHADE,
        HATCHING
    }

    /** The hand whose style is to be learnt: heavy, leaning strokes in soft ink on tinted paper, and shadow made of slanted lines. */
    static final Hand PERSONAL = new Hand(0.2, 0.85, 2.2, 0.35, 0.4, Filling.HATCHING, 0, 3.5, 0.75 * Math.PI);

    private static final int PERCENT_DARK_PAPER = 25;
    private static final int PERCENT_SHADED = 40;

    /** Anybody: thin or strong upright lines, empty or evenly shaded shapes, dark on light or light on dark. */
    static Hand any(Choices choices) {
        boolean dark = choices.chance(PERCENT_DARK_PAPER);
        double low = choices.between(0, 0.3);
        double high = choices.between(0.75, 1.0);
        return new Hand(
                dark ? high : low,
                dark ? low : high,
                choices.between(0.8, 2.2),
                0,
                choices.between(0, 0.4),
                choices.chance(PERCENT_SHADED) ? Filling.SHADE : Filling.PAPER,
                choices.between(0.3, 0.7),
                1,
                0);
    }

    /** The tone of a filling at a place. */
    double fillingAt(double x, double y) {
        return switch (filling) {
            case PAPER -> paper;
            case SHADE -> shade;
            case HATCHING -> {
                double across = y * StrictMath.cos(hatchAngle) - x * StrictMath.sin(hatchAngle);
                double share = across / hatchSpacing - Math.floor(across / hatchSpacing);
                double distance = Math.min(share, 1 - share) * hatchSpacing;
                yield paper + Canvas.cover(distance - 0.5, 1) * (ink - paper);
            }
        };
    }
}
