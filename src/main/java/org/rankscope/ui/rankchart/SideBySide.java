package org.rankscope.ui.rankchart;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.ui.study.VariantSummary;

/**
 * How far the points of each method stand beside their rank, where many methods were tried at the same ranks: on one place
 * the last one drawn would hide the others. Only ranks are moved, which are names of places; a measured cost is where it is.
 */
final class SideBySide {
    /** What the methods at one rank take of the way to the next, and the most that two take. */
    private static final double SHARE_OF_GAP = 0.6;

    private static final double MOST_APART = 0.09;

    private final Map<Method, Double> shifts;

    private SideBySide(Map<Method, Double> shifts) {
        this.shifts = shifts;
    }

    static SideBySide none() {
        return new SideBySide(Map.of());
    }

    /** @param placed what has a place on the axis of ranks, methods in their order */
    static SideBySide of(List<VariantSummary> placed, Plane plane) {
        List<Method> methods = placed.stream()
                .map(summary -> summary.variant().method())
                .distinct()
                .toList();
        double[] positions =
                placed.stream().mapToDouble(plane::position).distinct().sorted().toArray();
        double gap = 1;
        for (int i = 1; i < positions.length; i++) {
            gap = Math.min(gap, positions[i] - positions[i - 1]);
        }
        double apart = Math.min(MOST_APART, SHARE_OF_GAP * gap / Math.max(1, methods.size() - 1));
        Map<Method, Double> shifts = new EnumMap<>(Method.class);
        for (int i = 0; i < methods.size(); i++) {
            shifts.put(methods.get(i), (i - (methods.size() - 1) / 2.0) * apart);
        }
        return new SideBySide(shifts);
    }

    /** In units of the axis. */
    double of(Method method) {
        return shifts.getOrDefault(method, 0.0);
    }
}
