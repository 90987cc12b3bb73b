package org.rankscope.proof;

import static org.rankscope.proof.Spectrum.EQUAL;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rankscope.proof.PlantedTask.Expected;

/** The tasks that verdicts are proved on: 20 with a rank to find, 10 without a rank effect, 5 cut off below r*. */
public final class PlantedTasks {
    private static final List<Integer> RANKS = List.of(1, 2, 4, 8, 16, 32);
    private static final int STEPS = 200;

    private final List<PlantedTask> tasks = new ArrayList<>();

    private PlantedTasks() {}

    public static List<PlantedTask> all() {
        PlantedTasks all = new PlantedTasks();
        all.explore();
        return List.copyOf(all.tasks);
    }

    private void explore() {
        for (Place place : Place.values()) {
            for (double strength : new double[] {0.5, 1, 2}) {
                for (int rank : new int[] {1, 4, 8}) {
                    add(Expected.RANK, rank, place, EQUAL, strength, 11, RANKS);
                }
            }
        }
    }

    private void add(
            Expected expected,
            int rank,
            Place place,
            Spectrum spectrum,
            double strength,
            long seed,
            List<Integer> ranks) {
        String name = String.format(
                Locale.ROOT,
                "%s-r%d-%s-%s-m%s-s%d",
                expected.name().toLowerCase(Locale.ROOT),
                rank,
                place.name().toLowerCase(Locale.ROOT),
                spectrum,
                strength,
                seed);
        tasks.add(new PlantedTask(name, expected, rank, place, spectrum, strength, seed, STEPS, ranks));
    }
}
