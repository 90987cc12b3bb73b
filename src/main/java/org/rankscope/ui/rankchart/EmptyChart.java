package org.rankscope.ui.rankchart;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The axes that the chart shows before there is a study. */
final class EmptyChart {
    private EmptyChart() {}

    static RankChartModel model() {
        List<RankChartModel.Place> places = IntStream.rangeClosed(0, 6)
                .mapToObj(exponent -> new RankChartModel.Place(exponent, String.valueOf(1 << exponent)))
                .toList();
        return new RankChartModel(
                CostAxis.RANK,
                "rank (log2)",
                places,
                List.of(),
                List.of(),
                Optional.empty(),
                Double.NaN,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                0,
                1,
                "");
    }
}
