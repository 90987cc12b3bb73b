package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.peft.CutUpdate;
import org.rankscope.peft.LowRankUpdate;
import org.rankscope.peft.RankPatterns;
import org.rankscope.peft.Updates;

class RankSuggestionTest {
    @Test
    void ranksGoWhereTheEnergyIs() {
        List<CutUpdate> updates = List.of(
                CutUpdate.of(Updates.withSingularValues("wide", 20, 20, new double[] {4, 4, 4, 4}, 1)),
                CutUpdate.of(Updates.withSingularValues("narrow", 20, 20, new double[] {4, 0.1, 0.1, 0.1}, 2)));
        RankSuggestion found = RankSuggestion.of(updates, 2);
        assertEquals(Map.of("wide", 3, "narrow", 1), found.ranks());
        assertEquals(4 * 40, found.budget());
        assertEquals(4 * 40, found.parameters());
        double total = 5 * 16 + 0.03;
        assertEquals((3 * 16 + 0.01) / total, found.uniformEnergy(), 1e-6);
        assertEquals(4 * 16 / total, found.suggestedEnergy(), 1e-6);
    }

    /** A parameter is worth more in a small module: 9 / 20 against 16 / 80. */
    @Test
    void energyIsWeighedAgainstItsPrice() {
        List<CutUpdate> updates = List.of(
                CutUpdate.of(Updates.withSingularValues("large", 40, 40, new double[] {4, 4, 4, 4}, 1)),
                CutUpdate.of(Updates.withSingularValues("small", 10, 10, new double[] {3, 3, 3, 3}, 2)));
        RankSuggestion found = RankSuggestion.of(updates, 2);
        assertEquals(Map.of("large", 1, "small", 4), found.ranks());
    }

    /** The greedy rule takes the cheap steps and then can't pay the dear one: the uniform rank is better here. */
    @Test
    void whereTheGreedyRuleFallsBehindTheUniformRankStands() {
        List<CutUpdate> updates = List.of(
                CutUpdate.of(Updates.withSingularValues("large", 40, 40, new double[] {8, 7}, 1)),
                CutUpdate.of(Updates.withSingularValues("small", 10, 10, new double[] {5, 4, 3.9}, 2)));
        RankSuggestion found = RankSuggestion.of(updates, 2);
        assertEquals(Map.of("large", 2, "small", 2), found.ranks());
        assertEquals(found.uniformEnergy(), found.suggestedEnergy());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theBudgetHoldsAndNoEnergyIsLost(long seed) {
        Random random = new Random(seed);
        List<CutUpdate> updates = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            updates.add(CutUpdate.of(Updates.random(
                    "m" + i, 8 + random.nextInt(40), 8 + random.nextInt(40), 8, random.nextDouble(0.1, 3), seed)));
        }
        for (int rank = 1; rank <= 8; rank++) {
            RankSuggestion found = RankSuggestion.of(updates, rank);
            assertTrue(found.parameters() <= found.budget(), "rank " + rank);
            assertTrue(found.suggestedEnergy() >= found.uniformEnergy(), "rank " + rank);
            assertTrue(found.ranks().values().stream().allMatch(its -> its >= 1 && its <= 8), "rank " + rank);
        }
        assertEquals(1, RankSuggestion.of(updates, 8).suggestedEnergy(), 1e-12);
    }

    @Test
    void patternsLeaveEveryScalingAsItWas() {
        List<LowRankUpdate> updates = List.of(
                Updates.random("a", 9, 9, 8, 2, 1),
                Updates.random("b", 9, 9, 8, 2, 2),
                Updates.random("c", 9, 9, 8, 5, 3));
        RankPatterns plain = RankPatterns.of(updates, 4, Map.of("a", 4, "b", 6, "c", 4), false);
        assertEquals(8, plain.alpha());
        assertEquals(Map.of("b", 6), plain.rankPattern());
        assertEquals(Map.of("b", 12.0, "c", 20.0), plain.alphaPattern());
        RankPatterns stabilised = RankPatterns.of(updates, 4, Map.of("a", 4, "b", 9, "c", 4), true);
        assertEquals(4, stabilised.alpha());
        assertEquals(Map.of("b", 6.0, "c", 10.0), stabilised.alphaPattern());
    }
}
