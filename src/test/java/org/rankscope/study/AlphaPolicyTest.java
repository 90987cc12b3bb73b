package org.rankscope.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rankscope.study.AlphaPolicy.Kind;

class AlphaPolicyTest {
    private static final List<Integer> RANKS = List.of(4, 64);

    private static double scaling(AlphaPolicy policy, int rank) {
        return policy.alphaFor(rank) / rank;
    }

    @Test
    void eachOfTheUsualChoicesCanBeSaid() {
        assertEquals(16.0 / 64, scaling(new AlphaPolicy(Kind.FIXED, 16.0), 64));
        assertEquals(0.5, scaling(new AlphaPolicy(Kind.RATIO, 0.5), 64));
        assertEquals(1.0, scaling(new AlphaPolicy(Kind.RANK, null), 64));
        assertEquals(2.0, scaling(new AlphaPolicy(null, null), 64), "alpha = 2 r is the default");
        assertEquals(16 / Math.sqrt(64), scaling(new AlphaPolicy(Kind.SQRT, 16.0), 64));
    }

    @Test
    void effectNamesWhatTheUpdateIsMultipliedWith() {
        assertTrue(new AlphaPolicy(Kind.FIXED, 16.0).effect(false, List.of()).startsWith("Update times 16/r: "));
        assertTrue(new AlphaPolicy(Kind.RATIO, 2.0)
                .effect(false, List.of(4, 64))
                .startsWith("Update times 2 at every rank: "));
        assertTrue(
                new AlphaPolicy(Kind.RANK, null).effect(false, List.of()).startsWith("Update times 1 at every rank: "));
        assertTrue(new AlphaPolicy(Kind.SQRT, 8.0)
                .effect(false, List.of(4, 64))
                .startsWith("Update times 8/√r, 4 at rank 4 and 1 at rank 64: "));
    }

    @Test
    void fixedAlphaUnderRankStabilisationIsTheSquareRootPolicyWithoutIt() {
        assertEquals(
                new AlphaPolicy(Kind.SQRT, 16.0).effect(false, RANKS),
                new AlphaPolicy(Kind.FIXED, 16.0).effect(true, RANKS));
        assertEquals(
                new AlphaPolicy(Kind.RATIO, 16.0).effect(false, RANKS),
                new AlphaPolicy(Kind.SQRT, 16.0).effect(true, RANKS));
    }
}
