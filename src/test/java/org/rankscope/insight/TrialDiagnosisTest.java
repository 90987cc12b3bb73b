package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rankscope.insight.TrialDiagnosis.Badge;
import org.rankscope.insight.TrialDiagnosis.Evaluation;

class TrialDiagnosisTest {
    @Test
    void aRunThatSettledIsGood() {
        TrialDiagnosis diagnosis =
                TrialDiagnosis.of(evaluations(3.0, 2.4, 2.2, 2.151, 2.150, 2.150), falling(3.0, 2.1, 100));
        assertEquals(Badge.GOOD, diagnosis.badge());
        assertEquals(OptionalInt.empty(), diagnosis.overfitFrom());
    }

    @Test
    void aRunWhoseEvaluationsRiseAgainIsOverfitFromItsBestStep() {
        TrialDiagnosis diagnosis = TrialDiagnosis.of(evaluations(3.0, 2.4, 2.2, 2.3, 2.5, 2.7), falling(3.0, 1.0, 100));
        assertEquals(Badge.OVERFIT, diagnosis.badge());
        assertEquals(OptionalInt.of(40), diagnosis.overfitFrom());
        assertEquals(40, diagnosis.bestStep());
        assertEquals(0.5, diagnosis.rise(), 1e-12);
        // Train losses fall evenly from 3 to 1 over steps 1 to 100; the mean of steps 31 to 40 is 3 - 2 · 34.5 / 99.
        assertEquals(2.2 - (3 - 2 * 34.5 / 99), diagnosis.gap(), 1e-12);
        assertEquals(2.7 - (3 - 2 * 94.5 / 99), diagnosis.finalGap(), 1e-12);
        assertEquals(
                "Overfit from step 40: there the evaluation loss was lowest and from there it rose by 0.5 while the"
                        + " training loss kept falling; the adapter kept is from step 40.",
                diagnosis.words());
    }

    @Test
    void aRiseWithinTheNoiseOfTheItemsIsNoOverfitting() {
        // The items rise by 0.01 on average; where they agree that is overfitting, where they scatter by 0.1 it is
        // noise.
        List<Evaluation> agreed = withItems(new double[] {0.011, 0.009, 0.010, 0.010});
        List<Evaluation> scattered = withItems(new double[] {0.11, -0.09, 0.12, -0.10});
        assertEquals(Badge.OVERFIT, TrialDiagnosis.of(agreed, falling(3, 1, 60)).badge());
        assertEquals(Badge.GOOD, TrialDiagnosis.of(scattered, falling(3, 1, 60)).badge());
    }

    @Test
    void aRunThatIsStillFallingOrNeverFellIsUnderfit() {
        TrialDiagnosis falling = TrialDiagnosis.of(evaluations(3.0, 2.8, 2.6, 2.4, 2.2, 2.0), falling(3.0, 2.0, 100));
        assertEquals(Badge.UNDERFIT, falling.badge());
        assertTrue(falling.stillFalling() && falling.words().contains("train for longer"), falling.words());
        TrialDiagnosis idle =
                TrialDiagnosis.of(evaluations(3.0, 3.001, 3.0, 2.9995, 3.0, 3.0), falling(3.0, 2.999, 100));
        assertEquals(Badge.UNDERFIT, idle.badge());
        assertTrue(idle.words().contains("larger learning rate"), idle.words());
    }

    @Test
    void aRunThatEndsAboveItsStartHasDivergedUnlessItFitsItsTrainingData() {
        double[] rising = falling(3.0, 6.0, 100);
        assertEquals(
                Badge.DIVERGED,
                TrialDiagnosis.of(evaluations(3.0, 2.9, 4.0, 5.0, 6.0, 6.0), rising)
                        .badge());
        assertEquals(
                Badge.OVERFIT,
                TrialDiagnosis.of(evaluations(3.0, 2.9, 3.1, 3.2, 3.3, 3.4), falling(3.0, 0.5, 100))
                        .badge());
        assertEquals(
                Badge.DIVERGED,
                TrialDiagnosis.of(evaluations(3.0, 2.9, Double.NaN), rising).badge());
        rising[50] = Double.POSITIVE_INFINITY;
        assertEquals(
                Badge.DIVERGED, TrialDiagnosis.of(evaluations(3.0, 2.9), rising).badge());
    }

    @Test
    void theGapIsUnknownBeforeTraining() {
        TrialDiagnosis diagnosis = TrialDiagnosis.of(evaluations(3.0, 3.1, 3.2, 3.3, 3.4, 3.5), falling(3.0, 2.0, 100));
        assertEquals(0, diagnosis.bestStep());
        assertTrue(Double.isNaN(diagnosis.gap()));
        assertThrows(IllegalArgumentException.class, () -> TrialDiagnosis.of(List.of(), new double[0]));
    }

    @Test
    void capacityIsTokensAgainstParameters() {
        // A loss of 2 nats is 2 / ln 2 = 2.885 bits; 100,000 tokens hold 288,539, 20,000 parameters 40,000.
        Capacity over = Capacity.of(100_000, 20_000, 2.0);
        assertEquals(5, over.tokensPerParameter());
        assertEquals(7.213475204444817, over.load(), 1e-12);
        assertEquals(
                "100,000 training tokens on 20,000 parameters: 5 tokens a parameter; were all of it new, it would fill the"
                        + " adapter 7.21 times (at most 2.89 bits a token, about 2 bits a parameter).",
                over.words());
        assertTrue(Capacity.of(1_000, 20_000, 2.0).words().contains("capacity is no limit here"));
        assertEquals(
                "1,000 training tokens on 20,000 parameters: 0.05 tokens a parameter.",
                Capacity.of(1_000, 20_000, Double.NaN).words());
    }

    /** Evaluations 20 steps apart, from step 0. */
    private static List<Evaluation> evaluations(double... losses) {
        List<Evaluation> evaluations = new ArrayList<>();
        for (int i = 0; i < losses.length; i++) {
            evaluations.add(new Evaluation(20 * i, losses[i], List.of()));
        }
        return evaluations;
    }

    /** Three evaluations: the start, the best, and the end, whose items are above the best's by {@code rises}. */
    private static List<Evaluation> withItems(double[] rises) {
        double[] best = {1.5, 2.0, 2.5, 3.0};
        double[] end =
                IntStream.range(0, 4).mapToDouble(i -> best[i] + rises[i]).toArray();
        double[] start = Arrays.stream(best).map(value -> value + 1).toArray();
        return List.of(evaluation(0, start), evaluation(30, best), evaluation(60, end));
    }

    private static Evaluation evaluation(int step, double[] items) {
        return new Evaluation(
                step,
                Arrays.stream(items).average().orElseThrow(),
                Arrays.stream(items).boxed().toList());
    }

    private static double[] falling(double from, double to, int steps) {
        return IntStream.range(0, steps)
                .mapToDouble(i -> from + (to - from) * i / (steps - 1))
                .toArray();
    }
}
