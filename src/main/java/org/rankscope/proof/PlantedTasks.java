package org.rankscope.proof;

import static org.rankscope.proof.Place.ATTENTION;
import static org.rankscope.proof.Place.DOWN;
import static org.rankscope.proof.Place.MLP;
import static org.rankscope.proof.Place.OUTPUTS;
import static org.rankscope.proof.Place.VALUES;
import static org.rankscope.proof.Spectrum.EQUAL;
import static org.rankscope.proof.Spectrum.HALVING;
import static org.rankscope.proof.Spectrum.LINEAR;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rankscope.proof.PlantedTask.Expected;

/**
 * The tasks that verdicts are proved on: 20 with a rank to find, 10 without a rank effect, 5 cut off below r*.
 *
 * <p>Rates and steps are such that a trial finds what its rank can hold: a curve that has not converged shows the speed of
 * learning, which grows with the rank, and not how much is needed.
 */
public final class PlantedTasks {
    private static final List<Integer> RANKS = List.of(1, 2, 4, 8, 16, 32);
    private static final List<Integer> TO_16 = List.of(1, 2, 4, 8, 16);

    private final List<PlantedTask> tasks = new ArrayList<>();

    private PlantedTasks() {}

    /** All of them, always the same. */
    public static List<PlantedTask> all() {
        PlantedTasks all = new PlantedTasks();
        all.addRanks();
        all.addFlat();
        all.addExtend();
        return List.copyOf(all.tasks);
    }

    private void addRanks() {
        add(Expected.RANK, 2, OUTPUTS, EQUAL, 1, RANKS);
        add(Expected.RANK, 2, OUTPUTS, EQUAL, 2, RANKS);
        add(Expected.RANK, 4, OUTPUTS, EQUAL, 1, RANKS);
        add(Expected.RANK, 4, OUTPUTS, EQUAL, 2, RANKS);
        add(Expected.RANK, 8, OUTPUTS, EQUAL, 1, RANKS);
        add(Expected.RANK, 8, OUTPUTS, EQUAL, 2, RANKS);
        add(Expected.RANK, 16, OUTPUTS, EQUAL, 1, List.of(2, 4, 8, 16, 32, 64));
        add(Expected.RANK, 4, OUTPUTS, LINEAR, 2, RANKS);
        add(Expected.RANK, 8, OUTPUTS, LINEAR, 2, RANKS);
        add(Expected.RANK, 4, OUTPUTS, HALVING, 2, RANKS);
        add(Expected.RANK, 2, DOWN, EQUAL, 2, TO_16);
        add(Expected.RANK, 4, DOWN, EQUAL, 1, TO_16);
        add(Expected.RANK, 8, DOWN, EQUAL, 2, RANKS);
        add(Expected.RANK, 4, DOWN, HALVING, 2, TO_16);
        add(Expected.RANK, 2, VALUES, EQUAL, 1, TO_16);
        add(Expected.RANK, 4, VALUES, EQUAL, 1, TO_16);
        add(Expected.RANK, 2, MLP, EQUAL, 1, TO_16);
        add(Expected.RANK, 4, MLP, EQUAL, 1, TO_16);
        add(Expected.RANK, 4, MLP, LINEAR, 1, TO_16);
        add(Expected.RANK, 2, ATTENTION, EQUAL, 1, TO_16);
    }

    private void addFlat() {
        for (double strength : new double[] {0.5, 1, 2}) {
            add(Expected.FLAT, 1, OUTPUTS, EQUAL, strength, RANKS);
        }
        for (Place place : List.of(DOWN, VALUES, MLP)) {
            add(Expected.FLAT, 1, place, EQUAL, 0.5, TO_16);
            add(Expected.FLAT, 1, place, EQUAL, 1, TO_16);
        }
        add(Expected.FLAT, 1, ATTENTION, EQUAL, 0.5, TO_16);
    }

    private void addExtend() {
        add(Expected.EXTEND, 8, OUTPUTS, EQUAL, 1, List.of(1, 2, 4));
        add(Expected.EXTEND, 16, OUTPUTS, EQUAL, 1, List.of(1, 2, 4, 8));
        add(Expected.EXTEND, 8, DOWN, EQUAL, 2, List.of(1, 2, 4));
        add(Expected.EXTEND, 8, VALUES, EQUAL, 1, List.of(1, 2, 4));
        add(Expected.EXTEND, 4, MLP, EQUAL, 1, List.of(1, 2));
    }

    /** Each task has directions of its own: its number is their seed. */
    private void add(
            Expected expected, int rank, Place place, Spectrum spectrum, double strength, List<Integer> ranks) {
        int number = tasks.size() + 1;
        String name = String.format(
                Locale.ROOT,
                "%02d-%s-r%d-%s",
                number,
                expected.name().toLowerCase(Locale.ROOT),
                rank,
                place.shortName());
        tasks.add(new PlantedTask(name, expected, rank, place, spectrum, strength, number, ranks));
    }
}
