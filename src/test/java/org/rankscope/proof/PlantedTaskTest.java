package org.rankscope.proof;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.rankscope.insight.Verdict;
import org.rankscope.proof.PlantedTask.Expected;

class PlantedTaskTest {
    @Test
    void rankIsFoundWithinAFactorOfTwo() {
        PlantedTask four = task(Expected.RANK);
        assertTrue(four.isMetBy(verdict(Verdict.Kind.CHOOSE, 2)));
        assertTrue(four.isMetBy(verdict(Verdict.Kind.CHOOSE, 8)));
        assertFalse(four.isMetBy(verdict(Verdict.Kind.CHOOSE, 1)));
        assertFalse(four.isMetBy(verdict(Verdict.Kind.CHOOSE, 16)));
        assertFalse(four.isMetBy(verdict(Verdict.Kind.FLAT, 4)), "a form of its own");
    }

    @Test
    void flatAndExtendAreForms() {
        assertTrue(task(Expected.FLAT).isMetBy(verdict(Verdict.Kind.FLAT, 1)));
        assertFalse(task(Expected.FLAT).isMetBy(verdict(Verdict.Kind.CHOOSE, 1)));
        assertTrue(task(Expected.EXTEND).isMetBy(verdict(Verdict.Kind.EXTEND, 8)));
        assertFalse(task(Expected.EXTEND).isMetBy(verdict(Verdict.Kind.NOISY, 8)));
    }

    @Test
    void spectraGoDownFromTheStrength() {
        assertArrayEquals(new double[] {2, 2, 2, 2}, Spectrum.EQUAL.values(4, 2));
        assertArrayEquals(new double[] {2, 1.5, 1, 0.5}, Spectrum.LINEAR.values(4, 2));
        assertArrayEquals(new double[] {2, 1, 0.5, 0.25}, Spectrum.HALVING.values(4, 2));
    }

    @Test
    void tasksAreAsManyAndAsVariedAsTheProofAsksFor() {
        List<PlantedTask> all = PlantedTasks.all();
        Map<Expected, Long> counts =
                all.stream().collect(Collectors.groupingBy(PlantedTask::expected, Collectors.counting()));
        assertEquals(Map.of(Expected.RANK, 20L, Expected.FLAT, 10L, Expected.EXTEND, 5L), counts);
        assertEquals(35, new HashSet<>(all.stream().map(PlantedTask::name).toList()).size(), "names");
        for (PlantedTask task : all) {
            int smallest = Collections.min(task.ranks());
            int largest = Collections.max(task.ranks());
            switch (task.expected()) {
                case RANK ->
                    assertTrue(smallest < task.rank() && 2 * task.rank() <= largest, task.name() + " has both sides");
                case FLAT -> assertEquals(smallest, task.rank(), task.name());
                case EXTEND -> assertTrue(largest < task.rank(), task.name());
            }
        }
    }

    private static PlantedTask task(Expected expected) {
        return new PlantedTask("t", expected, 4, Place.DOWN, Spectrum.EQUAL, 1, 0, List.of(1, 2, 4, 8, 16));
    }

    private static Verdict verdict(Verdict.Kind kind, int rank) {
        return new Verdict(kind, rank, "", "eval_loss", new Verdict.RankValue(rank, 1), 0, List.of(), List.of(), "");
    }
}
