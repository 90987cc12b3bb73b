package org.rankscope.insight.advice;

/**
 * What two ranks of one model take, smallest and largest.
 *
 * @param batch rows and tokens of a row, for a person: {@code 8 x 128}
 */
public record RankCost(
        int smallRank,
        long smallParameters,
        long smallBytes,
        int largeRank,
        long largeParameters,
        long largeBytes,
        String batch) {}
