package org.rankscope.data;

/**
 * What a dataset came to.
 *
 * @param trainRows rows of the sequence length
 * @param validationRows likewise
 * @param trainTokens predicted tokens in all training rows
 * @param longestTokens tokens of the longest document before truncation (the row length for running text)
 * @param truncatedShare share of documents that were cut, in [0, 1]
 */
public record DataSummary(long trainRows, long validationRows, long trainTokens, long longestTokens, double truncatedShare) {}
