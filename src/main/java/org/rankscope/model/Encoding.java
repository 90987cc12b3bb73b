package org.rankscope.model;

/**
 * A text, or a pair of texts, as tokens.
 *
 * @param ids [tokens]
 * @param typeIds 0 in the first text, 1 in the second
 * @param words number of the word that a token belongs to, counted in its own text; -1 for special tokens
 * @param starts first character of a token in its text, in Unicode characters
 * @param ends one past its last
 */
public record Encoding(int[] ids, int[] typeIds, int[] words, int[] starts, int[] ends) {}
