package org.rankscope.model.bundled;

/**
 * The sizes of a Llama to be made.
 *
 * @param heads divides {@code hiddenSize}
 * @param keyValueHeads divides {@code heads}
 * @param feedForwardSize width of the gated feed-forward layer
 * @param maxPositions the longest sequence
 * @param tied whether the output head is the embedding
 */
public record LlamaShape(
        int hiddenSize,
        int layers,
        int heads,
        int keyValueHeads,
        int feedForwardSize,
        int vocabSize,
        int maxPositions,
        boolean tied) {
    public LlamaShape {
        if (hiddenSize % heads != 0 || hiddenSize / heads % 2 != 0 || heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    "A Llama of " + hiddenSize + " numbers in " + heads + " heads, " + keyValueHeads
                            + " for keys and values: expected heads of an even size and a divisor of their count.");
        }
    }

    /** This shape with another number of layers. */
    public LlamaShape withLayers(int count) {
        return new LlamaShape(hiddenSize, count, heads, keyValueHeads, feedForwardSize, vocabSize, maxPositions, tied);
    }
}
