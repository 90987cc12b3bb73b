package org.rankscope.ui.rankchart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import org.rankscope.ui.rankchart.RankChartModel.Place;
import org.rankscope.ui.study.VariantSummary;
import org.rankscope.ui.text.Quantities;

/** The domain axis of the hero chart: where costs stand on it, and which of them are named. */
final class Plane {
    private static final int[] ROUND = {1, 2, 5};

    private final CostAxis axis;
    private final CostAxis.Scale scale;

    /** @param shown whose costs have room on the axis */
    Plane(CostAxis axis, List<VariantSummary> shown) {
        this.axis = axis;
        scale = axis.scale(shown.stream()
                .mapToDouble(axis::cost)
                .filter(Double::isFinite)
                .max()
                .orElse(0));
    }

    CostAxis axis() {
        return axis;
    }

    String label() {
        return axis.label(scale);
    }

    /** NaN where it has no place. */
    double position(VariantSummary summary) {
        return position(axis.cost(summary));
    }

    double position(double cost) {
        return axis.position(cost, scale);
    }

    /** A tick for each of {@code costs}, in their order. */
    List<Place> ticks(DoubleStream costs) {
        return costs.distinct()
                .filter(Double::isFinite)
                .mapToObj(cost -> new Place(position(cost), axis.format(cost)))
                .sorted(Comparator.comparingDouble(Place::position))
                .toList();
    }

    /** Ticks at 1, 2 and 5 times powers of ten, where the costs of several methods are too many to be named each. */
    List<Place> roundTicks(double left, double right) {
        List<Place> ticks = new ArrayList<>();
        for (double ten = 1; position(ten) <= right; ten *= 10) {
            for (int times : ROUND) {
                double position = position(ten * times);
                if (position >= left && position <= right) {
                    ticks.add(new Place(position, Quantities.roundCount(Math.round(ten * times))));
                }
            }
        }
        return ticks;
    }
}
