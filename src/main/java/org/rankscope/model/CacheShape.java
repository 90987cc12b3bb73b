package org.rankscope.model;

/**
 * What a decoder keeps of the tokens before: a key and a value a token in each block.
 *
 * @param blocks blocks that attend
 * @param heads key and value heads of each
 * @param headDim features of a head
 */
public record CacheShape(int blocks, int heads, int headDim) {
    /** Features of the keys, or the values, of a token in one block. */
    public int features() {
        return Math.multiplyExact(heads, headDim);
    }

    /** The input FLOAT [tokens, {@link #features}] of a forward graph that has the keys of {@code block}, head by head. */
    public static String keys(int block) {
        return "cache." + block + ".keys";
    }

    /** Likewise the values. */
    public static String values(int block) {
        return "cache." + block + ".values";
    }
}
