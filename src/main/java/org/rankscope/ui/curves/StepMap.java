package org.rankscope.ui.curves;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.rankscope.ui.chart.HeatMap;
import org.rankscope.ui.text.Quantities;

/**
 * Rank against step: validation loss at the best learning rate of each rank, the mean over the seeds; each rank's best
 * step ringed. Step 0, the base model, is the same for all and left out.
 */
final class StepMap {
    private final List<RankCurve> curves;
    private final double base;

    /** @param curves validation loss of each rank at every step */
    StepMap(List<RankCurve> curves, double base) {
        this.curves = curves;
        this.base = base;
    }

    HeatMap map() {
        List<Integer> steps = new ArrayList<>(curves.stream()
                .flatMap(curve -> curve.samples().stream())
                .map(RankCurve.Sample::step)
                .filter(step -> step > 0)
                .collect(Collectors.toCollection(TreeSet::new)));
        List<HeatMap.Cell> cells = new ArrayList<>();
        for (int row = 0; row < curves.size(); row++) {
            RankCurve curve = curves.get(row);
            int best = bestStep(curve);
            for (RankCurve.Sample sample : curve.samples()) {
                if (sample.step() > 0) {
                    cells.add(cell(row, curve, steps.indexOf(sample.step()), sample, best));
                }
            }
        }
        return new HeatMap(
                "step",
                "rank",
                steps.stream().map(String::valueOf).toList(),
                curves.stream()
                        .map(curve -> String.valueOf(curve.variant().capacity()))
                        .toList(),
                cells,
                LossScale.over(cells.stream().map(HeatMap.Cell::value).toList(), base),
                OptionalInt.empty(),
                IntStream.range(0, curves.size())
                        .filter(i -> curves.get(i).selected())
                        .findFirst());
    }

    /** What a screen reader says. */
    String spoken() {
        return "Validation loss by step and rank. "
                + curves.stream()
                        .filter(curve -> bestStep(curve) > 0)
                        .map(curve -> curve.name() + ": lowest at step " + bestStep(curve) + ".")
                        .collect(Collectors.joining(" "));
    }

    private static HeatMap.Cell cell(int row, RankCurve curve, int column, RankCurve.Sample sample, int best) {
        boolean lowest = sample.step() == best;
        String text = Quantities.loss(sample.loss());
        return new HeatMap.Cell(
                column,
                row,
                sample.loss(),
                text,
                "",
                lowest,
                Optional.of(curve.variant()),
                curve.name() + ", step " + sample.step() + ": " + text + (lowest ? ", the lowest of this rank" : ""));
    }

    /** The step of the lowest loss, or 0. */
    private static int bestStep(RankCurve curve) {
        return curve.samples().stream()
                .filter(sample -> sample.step() > 0)
                .min(Comparator.comparingDouble(RankCurve.Sample::loss))
                .map(RankCurve.Sample::step)
                .orElse(0);
    }
}
