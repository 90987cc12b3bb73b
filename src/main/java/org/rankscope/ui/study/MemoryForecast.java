package org.rankscope.ui.study;

/** What one training process is expected to hold, in bytes, by what it is for. */
public record MemoryForecast(
        long baseWeights, long adapter, long gradients, long optimizer, long activations, long runtime) {

    public long total() {
        return baseWeights + adapter + gradients + optimizer + activations + runtime;
    }
}
