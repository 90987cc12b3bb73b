package org.rankscope.ui.rankchart;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The axes that the chart shows before there is a study. */
final class EmptyChart {
    private static final int LARGEST_EXPONENT = 6;

    private EmptyChart() {}

    static RankChartModel model() {
        List<RankChartModel.Place> places = IntStream.rangeClosed(0, LARGEST_EXPONENT)
                .mapToObj(exponent -> new RankChartModel.Place(exponent, String.valueOf(1 << exponent)))
                .toList();
        return new RankChartModel(
                CostAxis.RANK,
                "rank (log2)",
                places,
                0,
                LARGEST_EXPONENT,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Double.NaN,
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                0,
                1,
                "",
                List.of());
    }
}
