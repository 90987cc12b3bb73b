package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class ConvergenceCheckTest {
    @Test
    void aStraightFallIsStillFalling() {
        assertTrue(falling(step -> 4 - step / 100.0));
    }

    @Test
    void anExponentialFallHasConvergedAfterFourTimeConstantsButNotAfterTwo() {
        assertFalse(falling(step -> 2 + Math.exp(-step / 50.0)));
        assertTrue(falling(step -> 2 + Math.exp(-step / 100.0)));
    }

    @Test
    void aLossThatRisesAgainIsNotFalling() {
        assertFalse(falling(step -> 2 + Math.abs(step - 180) / 100.0));
    }

    @Test
    void aFlatRunAndATinyFallAreNotFalling() {
        assertFalse(falling(step -> 2));
        assertFalse(falling(step -> 2 - step * 1e-6));
    }

    @Test
    void unevenStepsAreReadBetweenTheEvaluations() {
        assertTrue(ConvergenceCheck.isStillFalling(new int[] {0, 10, 20, 200}, new double[] {4.0, 3.9, 3.8, 2.0}));
        assertFalse(
                ConvergenceCheck.isStillFalling(new int[] {0, 140, 160, 200}, new double[] {4.0, 2.001, 2.0005, 2.0}));
    }

    @Test
    void tooFewEvaluationsSayNothing() {
        assertFalse(ConvergenceCheck.isStillFalling(new int[] {0, 100, 200}, new double[] {4, 3, 2}));
        assertFalse(ConvergenceCheck.isStillFalling(new int[] {0, 1, 2, 3}, new double[] {4, 3, Double.NaN, 2}));
        assertThrows(IllegalArgumentException.class, () -> ConvergenceCheck.isStillFalling(new int[3], new double[4]));
    }

    /** Evaluated every 20 of 200 steps. */
    private static boolean falling(IntToDoubleFunction loss) {
        int[] steps = new int[11];
        Arrays.setAll(steps, i -> 20 * i);
        return ConvergenceCheck.isStillFalling(
                steps, Arrays.stream(steps).mapToDouble(loss).toArray());
    }
}
