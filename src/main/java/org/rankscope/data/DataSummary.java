package org.rankscope.data;

/**
 * What a dataset came to.
 *
 * @param trainRows rows of the sequence length
 * @param validationRows rows that are evaluated
 * @param trainTokens predicted tokens in all training rows
 * @param longestTokens tokens of the longest document before truncation (the row length for running text)
 * @param truncatedShare share of documents that were cut, in [0, 1]
 * @param heldOutRows rows that are held out; where these are more than are evaluated, those are taken at even distances
 * @param droppedDocuments documents that were left out, since no token of them would be predicted: empty ones, and
 *     prompts that are longer than a row
 */
public record DataSummary(
        long trainRows,
        long validationRows,
        long trainTokens,
        long longestTokens,
        double truncatedShare,
        long heldOutRows,
        long droppedDocuments) {}
