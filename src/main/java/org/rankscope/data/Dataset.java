package org.rankscope.data;

/**
 * A dataset ready for training.
 *
 * @param train endless for text (an epoch is a seeded permutation of the rows), finite for pre-tokenised batches
 * @param validation the whole held-out part, last rows padded with rows that predict nothing; its count is 0 if there is none
 * @param summary what was understood, for a person: rows, lengths, share truncated
 */
public record Dataset(TokenBatches train, TokenBatches validation, DataSummary summary) {}
