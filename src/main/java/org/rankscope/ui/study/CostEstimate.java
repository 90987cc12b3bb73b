package org.rankscope.ui.study;

import java.util.Map;
import java.util.OptionalLong;

/**
 * What a study will cost, before it is run.
 *
 * @param cells trials
 * @param millis wall time; empty where nothing is known of this machine's speed
 * @param availableBytes memory of the device; empty where unknown
 * @param memory by rank
 */
public record CostEstimate(
        int cells, OptionalLong millis, OptionalLong availableBytes, Map<Integer, MemoryForecast> memory) {
    public CostEstimate {
        memory = Map.copyOf(memory);
    }

    public OptionalLong peakBytes() {
        return memory.values().stream().mapToLong(MemoryForecast::total).max();
    }
}
