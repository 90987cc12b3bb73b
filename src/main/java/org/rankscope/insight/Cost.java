package org.rankscope.insight;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a trained adapter costs; null where it is not known.
 *
 * @param parameters trainable parameters
 * @param adapterBytes bytes of the stored adapter
 * @param memoryBytes peak memory of its training process
 * @param elapsedMillis wall time of its training
 */
public record Cost(
        Long parameters,
        @JsonProperty("adapter_bytes") Long adapterBytes,
        @JsonProperty("peak_memory_bytes") Long memoryBytes,
        @JsonProperty("elapsed_ms") Long elapsedMillis) {
    public static final Cost UNKNOWN = new Cost(null, null, null, null);
}
