package org.rankscope.model.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * How far back the queries of each block see.
 *
 * @param width keys that a query sees, itself included, in the blocks of {@code sliding}
 */
record SlidingWindows(long width, BitSet sliding) {
    static final SlidingWindows NONE = new SlidingWindows(Long.MAX_VALUE, new BitSet());

    private static final String TYPES = "layer_types";
    private static final String SLIDING = "sliding_attention";
    private static final String FULL = "full_attention";

    /** The same window in all blocks; none where {@code width} is 0. */
    static SlidingWindows everywhere(int layers, int width) {
        if (width == 0) {
            return NONE;
        }
        BitSet all = new BitSet();
        all.set(0, layers);
        return new SlidingWindows(width, all);
    }

    /**
     * The window of {@code sliding_window} in the blocks that {@code layer_types} names, or else in those for which
     * {@code slides} holds.
     *
     * @param width 0 where there is no window
     */
    static SlidingWindows read(ConfigFields config, int layers, int width, IntPredicate slides) {
        BitSet sliding = new BitSet();
        if (config.has(TYPES)) {
            JsonNode types = config.list(TYPES, layers);
            for (int layer = 0; layer < layers; layer++) {
                String type = types.get(layer).asText("");
                if (!type.equals(SLIDING) && !type.equals(FULL)) {
                    throw config.wrong(TYPES, "a list of " + SLIDING + " and " + FULL);
                }
                sliding.set(layer, type.equals(SLIDING));
            }
        } else if (width > 0) {
            for (int layer = 0; layer < layers; layer++) {
                sliding.set(layer, slides.test(layer));
            }
        }
        if (sliding.isEmpty()) {
            return NONE;
        } else if (width == 0) {
            throw config.wrong("sliding_window", "a whole number above 0, since layer_types names " + SLIDING);
        }
        return new SlidingWindows(width, sliding);
    }

    /** Keys that a query of block {@code layer} sees. */
    long of(int layer) {
        return sliding.get(layer) ? width : Long.MAX_VALUE;
    }
}
