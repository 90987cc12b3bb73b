package org.rankscope.model;

import java.util.ArrayList;
import java.util.List;

/**
 * How much of an image is left at each step of a diffusion: x_t = √ᾱ_t · x + √(1 - ᾱ_t) · ε (Ho, Jain and Abbeel 2020,
 * arXiv 2006.11239, equation 4).
 *
 * @param alphaBars ᾱ at steps 0, 1, ...: falling, in (0, 1)
 */
public record NoiseSchedule(List<Double> alphaBars) {
    public NoiseSchedule {
        alphaBars = List.copyOf(alphaBars);
    }

    /** β from {@code betaStart} to {@code betaEnd} in equal steps; ᾱ_t = Π (1 - β_s) over s up to t. */
    public static NoiseSchedule linear(int steps, double betaStart, double betaEnd) {
        List<Double> bars = new ArrayList<>();
        double bar = 1;
        for (int step = 0; step < steps; step++) {
            bar *= 1 - (betaStart + (betaEnd - betaStart) * step / Math.max(1, steps - 1));
            bars.add(bar);
        }
        return new NoiseSchedule(bars);
    }

    public int steps() {
        return alphaBars.size();
    }
}
