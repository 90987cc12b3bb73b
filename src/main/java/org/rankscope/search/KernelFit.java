package org.rankscope.search;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The kernel under which the values are the most likely: the log marginal likelihood (Rasmussen and Williams, section
 * 5.4.1) plus weak priors, since few points leave it nearly flat. Found by compass search (Kolda, Lewis and Torczon,
 * 2003) from several starts: no gradient is needed for a handful of parameters, and the same values always give the same
 * kernel.
 *
 * <p>Parameters are logarithms: variance, noise, then a length for each coordinate. The priors are normal there, and say
 * that values have variance 1, points a tenth of a deviation of noise, and that half a coordinate's range matters.
 */
final class KernelFit {
    private static final int STARTS = 4;
    private static final double FIRST_STEP = 1.0;
    private static final double LAST_STEP = 0.05;
    private static final double WIDTH = 1.0;
    private static final double USUAL_VARIANCE = 1;
    private static final double USUAL_NOISE = 0.01;
    private static final double USUAL_LENGTH = 0.5;

    private final double[][] points;
    private final double[] values;
    private final double[] usual;

    private KernelFit(double[][] points, double[] values) {
        this.points = points;
        this.values = values;
        usual = new double[2 + points[0].length];
        Arrays.fill(usual, Math.log(USUAL_LENGTH));
        usual[0] = Math.log(USUAL_VARIANCE);
        usual[1] = Math.log(USUAL_NOISE);
    }

    /** @param values of mean 0 and variance 1, one for each point */
    static GaussianProcess.Kernel of(double[][] points, double[] values, SplittableRandom random) {
        KernelFit fit = new KernelFit(points, values);
        double[] best = fit.climb(fit.usual);
        for (int i = 1; i < STARTS; i++) {
            double[] start = Arrays.stream(fit.usual)
                    .map(centre -> centre + 2 * WIDTH * (2 * random.nextDouble() - 1))
                    .toArray();
            double[] found = fit.climb(start);
            if (fit.score(found) > fit.score(best)) {
                best = found;
            }
        }
        return kernel(best);
    }

    /** Goes to the best neighbour one step away along an axis; where none is better, the step is halved. */
    private double[] climb(double[] start) {
        double[] here = start.clone();
        double height = score(here);
        for (double step = FIRST_STEP; step >= LAST_STEP; ) {
            boolean better = false;
            for (int axis = 0; axis < here.length; axis++) {
                for (int sign = -1; sign <= 1; sign += 2) {
                    double[] there = here.clone();
                    there[axis] += sign * step;
                    double other = score(there);
                    if (other > height) {
                        here = there;
                        height = other;
                        better = true;
                    }
                }
            }
            step = better ? step : step / 2;
        }
        return here;
    }

    private double score(double[] logs) {
        double prior = 0;
        for (int i = 0; i < logs.length; i++) {
            double off = (logs[i] - usual[i]) / WIDTH;
            prior -= off * off / 2;
        }
        return prior
                + GaussianProcess.of(points, values, kernel(logs))
                        .map(GaussianProcess::logLikelihood)
                        .orElse(Double.NEGATIVE_INFINITY);
    }

    private static GaussianProcess.Kernel kernel(double[] logs) {
        double[] lengths = Arrays.stream(logs).skip(2).map(Math::exp).toArray();
        return new GaussianProcess.Kernel(Math.exp(logs[0]), lengths, Math.exp(logs[1]));
    }
}
