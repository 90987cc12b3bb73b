package org.rankscope.insight;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;

/** Tables of results for tests; the published ones are from the LoRA paper (Hu et al. 2021). */
final class Tables {
    /** Table 18: validation loss of GPT-2 medium on E2E, r = 1, 2, 4, ... 1024. */
    private static final double[] E2E = {1.23, 1.21, 1.18, 1.17, 1.16, 1.16, 1.16, 1.16, 1.16, 1.16, 1.17};

    private static final int[] GPT3_RANKS = {1, 2, 4, 8, 64};

    private Tables() {}

    static List<Observation> e2e(int largestRank) {
        List<Observation> rows = new ArrayList<>();
        for (int i = 0; i < E2E.length && 1 << i <= largestRank; i++) {
            rows.add(Observation.of(1 << i, 0, E2E[i]));
        }
        return rows;
    }

    /** Table 6: accuracy of GPT-3 with Wq and Wv adapted. */
    static List<Observation> wikiSql() {
        return stated(GPT3_RANKS, 0.5, 73.4, 73.3, 73.7, 73.8, 73.5);
    }

    static List<Observation> mnli() {
        return stated(GPT3_RANKS, 0.1, 91.3, 91.4, 91.3, 91.6, 91.4);
    }

    static List<Observation> stated(int[] ranks, double error, double... values) {
        List<Observation> rows = new ArrayList<>();
        for (int i = 0; i < ranks.length; i++) {
            rows.add(new Observation(ranks[i], 0, Double.NaN, values[i], OptionalDouble.of(error), List.of(), false));
        }
        return rows;
    }

    /** One run a rank. */
    static List<Observation> single(int[] ranks, double... values) {
        List<Observation> rows = new ArrayList<>();
        for (int i = 0; i < ranks.length; i++) {
            rows.add(Observation.of(ranks[i], 0, values[i]));
        }
        return rows;
    }

    /** Runs of the same seeds at every rank: mean + what the seed shifts for all + noise of the run. */
    static List<Observation> seeded(
            int[] ranks, double[] means, int seeds, double shift, double noise, long randomSeed) {
        Random random = new Random(randomSeed);
        List<Observation> rows = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
            double common = shift * random.nextGaussian();
            for (int i = 0; i < ranks.length; i++) {
                rows.add(Observation.of(ranks[i], seed, means[i] + common + noise * random.nextGaussian()));
            }
        }
        return rows;
    }

    /** Three runs at every rank: its mean, and {@code noise} below and above it, in turn on different seeds. */
    static List<Observation> threeRuns(int[] ranks, double[] means, double noise, long seedStep) {
        List<Observation> rows = new ArrayList<>();
        for (int i = 0; i < ranks.length; i++) {
            for (int run = 0; run < 3; run++) {
                rows.add(Observation.of(ranks[i], seedStep * i + run, means[i] + noise * ((run + i / 2) % 3 - 1)));
            }
        }
        return rows;
    }

    static Observation atRate(int rank, long seed, double rate, double value) {
        return new Observation(rank, seed, rate, value, OptionalDouble.empty(), List.of(), false);
    }
}
