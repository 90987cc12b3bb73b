package org.rankscope.model;

/**
 * The attention of a model whose blocks are alike, each with one.
 *
 * @param blocks blocks that attend; of an encoder and a decoder those of the decoder, whose attention to itself is meant
 * @param encoderBlocks blocks of an encoder beside a decoder, which have no cache; 0 where there is no such encoder
 * @param heads query heads of each
 * @param keyValueHeads key and value heads of each, as the cache of a decoder has them
 * @param headDim features of a head
 */
public record AttentionShape(int blocks, int encoderBlocks, int heads, int keyValueHeads, int headDim) {
    /** Whether a decoder reads what an encoder made of the text. */
    public boolean isBesideEncoder() {
        return encoderBlocks > 0;
    }

    /** Features of the keys, or the values, of a token in one block. */
    public int keyFeatures() {
        return Math.multiplyExact(keyValueHeads, headDim);
    }

    /** The keys of {@code block} in the graphs that take or keep them: FLOAT [tokens, {@link #keyFeatures}], head by head. */
    public static String cachedKeys(int block) {
        return "cache." + block + ".keys";
    }

    /** Likewise the values. */
    public static String cachedValues(int block) {
        return "cache." + block + ".values";
    }
}
