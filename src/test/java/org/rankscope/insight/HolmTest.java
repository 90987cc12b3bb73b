package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class HolmTest {
    @Test
    void fourPValuesByHand() {
        // Ascending 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1: 0.02, 0.03, 0.06, 0.04; the last may not be below the
        // third.
        assertArrayEquals(
                new double[] {0.03, 0.06, 0.06, 0.02}, Holm.adjusted(new double[] {0.01, 0.04, 0.03, 0.005}), 1e-15);
    }

    @Test
    void pairsThatAreNotTestedDoNotCount() {
        assertArrayEquals(
                new double[] {0.02, Double.NaN, 0.04}, Holm.adjusted(new double[] {0.01, Double.NaN, 0.04}), 1e-15);
    }

    @Test
    void noneIsAboveOne() {
        assertArrayEquals(new double[] {1, 1}, Holm.adjusted(new double[] {0.7, 0.8}), 0);
        assertArrayEquals(new double[] {}, Holm.adjusted(new double[] {}), 0);
    }
}
