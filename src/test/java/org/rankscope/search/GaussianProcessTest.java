package org.rankscope.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rankscope.search.GaussianProcess.Kernel;
import org.rankscope.search.GaussianProcess.Prediction;

class GaussianProcessTest {
    private static final Kernel KERNEL = new Kernel(2, new double[] {0.5}, 0.1);

    @Test
    void kernelIsMaternFiveHalves() {
        double scaled = Math.sqrt(5) * 0.3 / 0.5;
        assertEquals(
                2 * (1 + scaled + scaled * scaled / 3) * Math.exp(-scaled),
                KERNEL.covariance(new double[] {0.1}, new double[] {0.4}),
                1e-14);
    }

    @Test
    void twoObservationsGiveWhatTheFormulasGiveByHand() {
        double[][] points = {{0}, {0.4}};
        double[] y = {1.0, -0.5};
        double a = 2.1 + 1e-8;
        double b = KERNEL.covariance(points[0], points[1]);
        double determinant = a * a - b * b;
        double[] at = {0.1};
        double k0 = KERNEL.covariance(points[0], at);
        double k1 = KERNEL.covariance(points[1], at);
        GaussianProcess process = GaussianProcess.of(points, y, KERNEL).orElseThrow();
        Prediction prediction = process.at(at);
        assertEquals((k0 * (a * y[0] - b * y[1]) + k1 * (a * y[1] - b * y[0])) / determinant, prediction.mean(), 1e-12);
        assertEquals(
                2 - (a * k0 * k0 - 2 * b * k0 * k1 + a * k1 * k1) / determinant,
                prediction.deviation() * prediction.deviation(),
                1e-12);
        double fit = (a * y[0] * y[0] - 2 * b * y[0] * y[1] + a * y[1] * y[1]) / determinant;
        assertEquals(-fit / 2 - Math.log(determinant) / 2 - Math.log(2 * Math.PI), process.logLikelihood(), 1e-12);
    }

    @Test
    void farFromAllPointsNothingIsKnown() {
        GaussianProcess process = GaussianProcess.of(new double[][] {{0}}, new double[] {3}, KERNEL)
                .orElseThrow();
        assertEquals(0, process.at(new double[] {50}).mean(), 1e-9);
        assertEquals(Math.sqrt(2), process.at(new double[] {50}).deviation(), 1e-9);
    }

    @Test
    void fittedLengthsTellACoordinateThatMattersFromOneThatDoesNot() {
        SplittableRandom random = new SplittableRandom(4);
        double[][] points = IntStream.range(0, 30)
                .mapToObj(i -> new double[] {random.nextDouble(), random.nextDouble()})
                .toArray(double[][]::new);
        double[] values = Arrays.stream(points)
                .mapToDouble(point -> 1.4 * Math.sin(8 * point[0]))
                .toArray();
        Kernel kernel = KernelFit.of(points, values, new SplittableRandom(0));
        assertTrue(kernel.lengths()[1] > 4 * kernel.lengths()[0], Arrays.toString(kernel.lengths()));
        assertEquals(
                kernel.variance(),
                KernelFit.of(points, values, new SplittableRandom(0)).variance());
        GaussianProcess process = GaussianProcess.of(points, values, kernel).orElseThrow();
        assertEquals(1.4 * Math.sin(4), process.at(new double[] {0.5, 0.5}).mean(), 0.1);
    }

    @Test
    void expectedImprovementIsTheIntegralThatItStandsFor() {
        Prediction at = new Prediction(0.3, 0.7);
        double least = 0.1;
        double sum = 0;
        double step = 1e-4;
        for (double z = -8; z < 8; z += step) {
            double value = at.mean() + at.deviation() * z;
            sum += Math.max(0, least - value) * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * step;
        }
        assertEquals(sum, ExpectedImprovement.below(least, at), 1e-6);
        assertEquals(0.5, ExpectedImprovement.below(1, new Prediction(0.5, 0)), 1e-15);
        assertEquals(0, ExpectedImprovement.below(0.2, new Prediction(0.5, 0)), 1e-15);
    }

    @Test
    void haltonPointsAreMirroredDigits() {
        assertEquals(0.5, HaltonSequence.radicalInverse(1, 2));
        assertEquals(0.375, HaltonSequence.radicalInverse(6, 2));
        assertEquals(1.0 / 3 + 2.0 / 9, HaltonSequence.radicalInverse(7, 3), 1e-15);
        double[] shifted = new HaltonSequence(new double[] {0.75, 0}).point(0);
        assertEquals(0.25, shifted[0], 1e-15);
        assertEquals(1.0 / 3, shifted[1], 1e-15);
    }
}
