package org.rankscope.ui.rankchart;

import java.util.LinkedHashMap;
import java.util.Map;
import org.rankscope.ui.rankchart.RankChartModel.Line;

/** Where lines across the chart have the marks of their methods: at its left end, one beside the other where lines lie close. */
final class LineMarks {
    private static final double FIRST = 0.008;
    /** As wide as a mark, as a share of the domain axis. */
    private static final double APART = 0.018;
    /** As high as a mark, as a share of the range axis. */
    private static final double CLOSE = 0.11;

    private LineMarks() {}

    /** The place of each on the domain axis, which goes from {@code left} to {@code right}; the reference has none. */
    static Map<Line, Double> of(RankChartModel model, double left, double right) {
        Map<Line, Integer> places = new LinkedHashMap<>();
        for (Line line : model.lines()) {
            if (line.isReference()) {
                continue;
            }
            int place = 0;
            while (isTaken(place, line, places, CLOSE * (model.high() - model.low()))) {
                place++;
            }
            places.put(line, place);
        }
        Map<Line, Double> positions = new LinkedHashMap<>();
        places.forEach((line, place) -> positions.put(line, left + (right - left) * (FIRST + place * APART)));
        return positions;
    }

    private static boolean isTaken(int place, Line line, Map<Line, Integer> places, double close) {
        return places.entrySet().stream()
                .anyMatch(other -> other.getValue() == place
                        && Math.abs(other.getKey().point().loss() - line.point().loss()) < close);
    }
}
