package org.rankscope.model;

/**
 * The attention of a model whose blocks are alike, each with one.
 *
 * @param blocks blocks that attend
 * @param heads query heads of each
 * @param keyValueHeads key and value heads of each, as the cache of a decoder has them
 * @param headDim features of a head
 */
public record AttentionShape(int blocks, int heads, int keyValueHeads, int headDim) {
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
