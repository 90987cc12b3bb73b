package org.rankscope.ui.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a study will cost, before it is run.
 *
 * @param cells trials
 * @param exact whether it will be so many; searches show it on the way
 * @param millis wall time; empty where nothing is known of the device's speed
 * @param availableBytes memory of the device; empty where unknown
 * @param freeBytes what of it is free now; empty where unknown
 * @param memory by method and capacity, in the order of the study
 * @param notes what surprises in it, in plain sentences
 */
public record CostEstimate(
        int cells,
        boolean exact,
        OptionalLong millis,
        OptionalLong availableBytes,
        OptionalLong freeBytes,
        Map<Variant, MemoryForecast> memory,
        List<String> notes) {
    public CostEstimate {
        memory = Collections.unmodifiableMap(new LinkedHashMap<>(memory));
        notes = List.copyOf(notes);
    }

    /** What needs more memory than is free now. */
    public List<Variant> unfit() {
        return memory.keySet().stream()
                .filter(variant -> freeBytes.isPresent() && memory.get(variant).total() > freeBytes.getAsLong())
                .toList();
    }

    public OptionalLong peakBytes() {
        return memory.values().stream().mapToLong(MemoryForecast::total).max();
    }
}
