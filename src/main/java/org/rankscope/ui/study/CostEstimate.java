package org.rankscope.ui.study;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a study will cost, before it is run.
 *
 * @param cells trials
 * @param exact whether it will be so many; searches show it on the way
 * @param millis wall time; empty where nothing is known of this machine's speed
 * @param availableBytes memory of the device; empty where unknown
 * @param freeBytes what of it is free now; empty where unknown
 * @param memory by rank
 */
public record CostEstimate(
        int cells,
        boolean exact,
        OptionalLong millis,
        OptionalLong availableBytes,
        OptionalLong freeBytes,
        Map<Integer, MemoryForecast> memory) {
    public CostEstimate {
        memory = Map.copyOf(memory);
    }

    /** Ranks that need more memory than is free now, ascending. */
    public List<Integer> unfit() {
        return memory.keySet().stream()
                .filter(rank -> freeBytes.isPresent() && memory.get(rank).total() > freeBytes.getAsLong())
                .sorted()
                .toList();
    }

    public OptionalLong peakBytes() {
        return memory.values().stream().mapToLong(MemoryForecast::total).max();
    }
}
