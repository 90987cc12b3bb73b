package org.rankscope.model.bundled.picture;

import org.rankscope.model.bundled.Choices;

/**
 * A round thing with an uneven edge: radius · (1 + Σ a_k · cos(k·θ + φ_k)) at the angle θ, k = 2, 3, 4.
 *
 * @param x of its middle, in pixels
 * @param y likewise
 */
record Blob(double x, double y, double radius, double[] amplitudes, double[] phases) {
    private static final int FIRST = 2;
    private static final int WAVES = 3;

    /** @param unevenness the largest amplitude of a wave */
    static Blob of(Choices choices, double x, double y, double radius, double unevenness) {
        double[] amplitudes = new double[WAVES];
        double[] phases = new double[WAVES];
        for (int i = 0; i < WAVES; i++) {
            amplitudes[i] = choices.between(0, unevenness / (i + 1));
            phases[i] = choices.between(0, 2 * Math.PI);
        }
        return new Blob(x, y, radius, amplitudes, phases);
    }

    /** This blob, {@code pixels} larger on each side. */
    Blob grown(double pixels) {
        return new Blob(x, y, radius + pixels, amplitudes, phases);
    }

    /** How far a place is outside of the edge along the ray from the middle; negative within. */
    double distance(double px, double py) {
        double dx = px - x;
        double dy = py - y;
        return StrictMath.sqrt(dx * dx + dy * dy) - radius * (1 + wave(StrictMath.atan2(dy, dx)));
    }

    private double wave(double angle) {
        double sum = 0;
        for (int i = 0; i < WAVES; i++) {
            sum += amplitudes[i] * StrictMath.cos((i + FIRST) * angle + phases[i]);
        }
        return sum;
    }
}
