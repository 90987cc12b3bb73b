package org.rankscope.ui.curves;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rankscope.ui.study.Curve;

/** Puts the curves of several seeds into one, and thins what is drawn (never what is stored). */
final class CurveMeans {
    private CurveMeans() {}

    /** The mean at every step that a curve has, over the curves that have it. */
    static List<RankCurve.Sample> mean(List<Curve> curves) {
        Map<Integer, double[]> sums = new TreeMap<>();
        for (Curve curve : curves) {
            for (int i = 0; i < curve.size(); i++) {
                double[] sum = sums.computeIfAbsent(curve.step(i), step -> new double[2]);
                sum[0] += curve.value(i);
                sum[1]++;
            }
        }
        List<RankCurve.Sample> means = new ArrayList<>(sums.size());
        sums.forEach((step, sum) -> means.add(new RankCurve.Sample(step, sum[0] / sum[1])));
        return means;
    }

    /** At most {@code mostPoints} samples, each the mean of a run of equal length; the last step is kept. */
    static List<RankCurve.Sample> thin(List<RankCurve.Sample> samples, int mostPoints) {
        int run = (int) Math.ceil(samples.size() / (double) mostPoints);
        if (run <= 1) {
            return List.copyOf(samples);
        }
        List<RankCurve.Sample> thinned = new ArrayList<>();
        for (int from = 0; from < samples.size(); from += run) {
            List<RankCurve.Sample> part = samples.subList(from, Math.min(samples.size(), from + run));
            thinned.add(new RankCurve.Sample(
                    part.get(part.size() - 1).step(),
                    part.stream().mapToDouble(RankCurve.Sample::loss).average().orElseThrow()));
        }
        return List.copyOf(thinned);
    }
}
