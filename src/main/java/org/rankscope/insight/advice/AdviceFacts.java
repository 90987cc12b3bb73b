package org.rankscope.insight.advice;

import java.util.OptionalLong;

/**
 * What advice is drawn from.
 *
 * @param modelType as in config.json; empty where it is not known
 * @param parameters of the base model
 * @param baseBits bits of a stored weight: 32, 16, 8 or 4
 * @param examples training rows; empty where there are no data yet
 * @param tokens of all of them together
 * @param longestTokens of the longest one
 * @param device what trains
 * @param deviceMemoryBytes its whole memory
 */
public record AdviceFacts(
        String modelType,
        ModelFamily family,
        long parameters,
        int baseBits,
        Purpose purpose,
        OptionalLong examples,
        OptionalLong tokens,
        OptionalLong longestTokens,
        DeviceKind device,
        long deviceMemoryBytes) {
    /** What trains. */
    public enum DeviceKind {
        CPU,
        GPU
    }

    static final long FEW_EXAMPLES = 1000;
    /** What shops sell for desks: 24 GiB, and the 32 GiB of the largest. */
    static final long CONSUMER_BYTES = 32L << 30;

    static final long HUGE = 60_000_000_000L;
    static final long MIDDLE = 13_500_000_000L;

    boolean isTextGenerator() {
        return family == ModelFamily.DECODER || family == ModelFamily.ENCODER_DECODER;
    }

    boolean hasFewExamples() {
        return examples.isPresent() && examples.getAsLong() < FEW_EXAMPLES;
    }

    boolean isFourBit() {
        return baseBits <= 4;
    }

    boolean isHuge() {
        return parameters >= HUGE;
    }

    boolean isOnConsumerGpu() {
        return device == DeviceKind.GPU && deviceMemoryBytes <= CONSUMER_BYTES;
    }

    boolean wantsCapacity() {
        return purpose == Purpose.REASONING || purpose == Purpose.CODE;
    }
}
