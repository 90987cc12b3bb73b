package org.rankscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.rankscope.insight.Observation;
import org.rankscope.insight.Verdict;
import org.rankscope.insight.VerdictEngine;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.proof.PlantedTask;
import org.rankscope.proof.PlantedTask.Expected;
import org.rankscope.proof.PlantedTasks;

class ProofTableTest {
    private static final double[] BEND_AT_4 = {0.58, 0.57, 0.55, 0.55, 0.55, 0.55};
    private static final double[] LEVEL = {0.55, 0.55, 0.55, 0.55, 0.55, 0.55};

    private final ProofTable table = new ProofTable();

    @Test
    void nineOfTenFlatTasksAreEnoughAndEightAreNot() {
        List<PlantedTask> flat = tasks(Expected.FLAT);
        for (int i = 0; i < flat.size(); i++) {
            table.add(flat.get(i), verdict(i == 0 ? BEND_AT_4 : LEVEL));
        }
        assertTrue(table.isProved(), table.text(false));
        table.add(flat.get(0), verdict(BEND_AT_4));
        table.add(flat.get(0), verdict(BEND_AT_4));
        assertFalse(table.isProved(), table.text(false));
    }

    @Test
    void everyCutOffTaskHasToBeAnsweredRightly() {
        table.add(tasks(Expected.EXTEND).get(0), verdict(BEND_AT_4));
        assertFalse(table.isProved());
    }

    @Test
    void tableShowsTruthLossesAndVerdictOfEachTask() {
        PlantedTask task = tasks(Expected.RANK).get(2);
        table.add(task, verdict(BEND_AT_4));
        assertEquals("""
                A rank to find: the verdict is within a factor of two of it in 1 of 1 tasks (1 wanted).

                | planted rank | spectrum | size | where | loss at each rank | verdict | right |
                | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                | 4 | equal | 1 | o, down of the last block | 1: 0.5800  2: 0.5700  4: 0.5500  8: 0.5500  16: 0.5500  32: 0.5500 | choose 4 | yes |""", table.text(true));
    }

    private static List<PlantedTask> tasks(Expected expected) {
        return PlantedTasks.all().stream()
                .filter(task -> task.expected() == expected)
                .toList();
    }

    private static Verdict verdict(double[] losses) {
        List<Observation> rows = new ArrayList<>();
        for (int i = 0; i < losses.length; i++) {
            for (int seed = 0; seed < 3; seed++) {
                rows.add(new Observation(
                        1 << i, seed, 0.01, losses[i] + 1e-5 * seed, OptionalDouble.empty(), List.of(), false));
            }
        }
        return VerdictEngine.judge(rows, VerdictOptions.DEFAULT);
    }
}
