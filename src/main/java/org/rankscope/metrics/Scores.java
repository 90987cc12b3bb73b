package org.rankscope.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one evaluation came to.
 *
 * @param values by the name of the metric, in the order to show them; null where the data leave it undefined
 * @param undefined why, for each of those
 */
public record Scores(Map<String, Double> values, Map<String, String> undefined) {
    /** Of a task that has nothing but its loss. */
    public static final Scores NONE = new Scores(Map.of(), Map.of());

    public Scores {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        undefined = Collections.unmodifiableMap(new LinkedHashMap<>(undefined));
    }

    /** Puts scores together; in the order in which they are given. */
    static final class Builder {
        private final Map<String, Double> values = new LinkedHashMap<>();
        private final Map<String, String> undefined = new LinkedHashMap<>();

        /** @param reason said where {@code value} is no finite number */
        Builder put(Metric metric, double value, String reason) {
            values.put(metric.name(), Double.isFinite(value) ? (Double) value : null);
            if (!Double.isFinite(value)) {
                undefined.put(metric.name(), reason);
            }
            return this;
        }

        Scores build() {
            return new Scores(values, undefined);
        }
    }
}
