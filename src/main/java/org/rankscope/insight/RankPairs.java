package org.rankscope.insight;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Every pair of ranks compared, with multiple comparisons allowed for ({@link Holm} over all pairs). The noise is that of
 * {@link RankEvidence}, in the same order of preference:
 *
 * <ul>
 *   <li>common seeds at every rank, or else two or more runs at every rank: Student's t with the residual of
 *       {@link VarianceAnalysis} over all ranks (Fisher's least significant difference, made safe by Holm). Three seeds
 *       leave a pair alone 2 degrees of freedom and six ranks together 10: alone hardly any pair could be told apart. Where
 *       the pair's own runs show a larger error than the residual does, theirs counts: one noisy rank must not pass for
 *       different because the others are quiet;
 *   <li>errors stated by the table: normal;
 *   <li>one run and per-item losses: paired by item, each pair by its own deviation, since neighbouring ranks agree item by
 *       item far more than distant ones and items are many;
 *   <li>else each pair by itself, as far as it goes ({@link Comparison#alone}).
 * </ul>
 */
final class RankPairs {
    private static final double ROUNDING = 1e-12;

    private final RankCurve curve;
    private final List<RankSummary> ranks;
    private final List<PairTest> tests;
    private final double[] adjusted;
    private final RankEvidence.Source source;
    private final int replicates;
    private final int commonSeeds;

    private RankPairs(RankCurve curve) {
        RankEvidence evidence = RankEvidence.of(curve);
        this.curve = curve;
        this.ranks = curve.ranks();
        this.source = evidence.source();
        this.replicates = evidence.replicates();
        int common = RankEvidence.commonSeeds(ranks).size();
        this.commonSeeds = source == RankEvidence.Source.SEEDS && common >= 2 ? common : 0;
        this.tests = tests();
        this.adjusted =
                Holm.adjusted(tests.stream().mapToDouble(PairTest::pValue).toArray());
    }

    static RankPairs of(RankCurve curve) {
        return new RankPairs(curve);
    }

    /** How surely {@code a} is worse than {@code b}, both of the curve. */
    Comparison comparison(RankSummary a, RankSummary b) {
        int i = ranks.indexOf(a);
        int j = ranks.indexOf(b);
        if (i == j) {
            return new Comparison(0, 0, 1, 0);
        }
        PairTest test = test(Math.min(i, j), Math.max(i, j));
        return new Comparison(
                i < j ? test.difference() : -test.difference(),
                test.error(),
                pValue(Math.min(i, j), Math.max(i, j)),
                isAlone(a, b) ? Comparison.alone(curve, a, b).pairs() : commonSeeds);
    }

    /** Where the noise is known from. */
    RankEvidence.Source source() {
        return source;
    }

    /** Runs (or items) a rank. */
    int replicates() {
        return replicates;
    }

    /** How many pairs are compared. */
    int count() {
        return tests.size();
    }

    int rankCount() {
        return ranks.size();
    }

    /** The pair of the ranks at {@code i} and {@code j} of the curve, i &lt; j. */
    PairTest test(int i, int j) {
        return tests.get(index(i, j));
    }

    /** The adjusted p-value of that pair; NaN where nothing is known of the noise. */
    double pValue(int i, int j) {
        return adjusted[index(i, j)];
    }

    /**
     * Groups of neighbouring ranks of which no two can be told apart: each as long as can be, of two or more, and none
     * within another. Empty where nothing is known of the noise.
     */
    List<List<Integer>> indistinguishable() {
        List<List<Integer>> groups = new ArrayList<>();
        int covered = -1;
        for (int first = 0; first < ranks.size(); first++) {
            int last = first;
            while (last + 1 < ranks.size() && joins(first, last + 1)) {
                last++;
            }
            if (last > first && last > covered) {
                groups.add(ranks.subList(first, last + 1).stream()
                        .map(RankSummary::rank)
                        .toList());
                covered = last;
            }
        }
        return groups;
    }

    private boolean joins(int first, int next) {
        for (int i = first; i < next; i++) {
            if (!(pValue(i, next) >= Comparison.LEVEL)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the pair's own runs say more than what all ranks have in common: a study that isn't over yet. */
    private boolean isAlone(RankSummary a, RankSummary b) {
        return source == RankEvidence.Source.NONE
                || source == RankEvidence.Source.ITEMS && a.runs() > 1 && b.runs() > 1;
    }

    private int index(int i, int j) {
        return i * ranks.size() - i * (i + 1) / 2 + j - i - 1;
    }

    private List<PairTest> tests() {
        Noise noise = noise();
        List<PairTest> all = new ArrayList<>();
        for (int i = 0; i < ranks.size(); i++) {
            for (int j = i + 1; j < ranks.size(); j++) {
                all.add(noise.test(ranks.get(i), ranks.get(j)));
            }
        }
        return all;
    }

    /** How a pair is tested. */
    private interface Noise {
        PairTest test(RankSummary a, RankSummary b);
    }

    private Noise noise() {
        return switch (source) {
            case SEEDS -> {
                Set<Long> common = RankEvidence.commonSeeds(ranks);
                yield common.size() >= 2 ? blocks(common) : groups();
            }
            case STATED ->
                (a, b) -> {
                    double error = Math.hypot(a.standardError(), b.standardError());
                    return exact(a, b, error, error, Double.POSITIVE_INFINITY);
                };
            case ITEMS ->
                (a, b) -> isAlone(a, b)
                        ? PairTest.ofAlone(a, b, Comparison.alone(curve, a, b))
                        : PairTest.ofItems(a, b, curve.worseBy(a, b), curve.higherIsBetter() ? -1 : 1);
            case NONE -> (a, b) -> PairTest.ofAlone(a, b, Comparison.alone(curve, a, b));
        };
    }

    private Noise blocks(Set<Long> common) {
        VarianceAnalysis analysis = VarianceAnalysis.ofBlocks(RankEvidence.seedRows(ranks, common));
        double pooled = Math.sqrt(2 * analysis.meanSquare() / common.size());
        return (a, b) -> {
            double mean = common.stream()
                            .mapToDouble(
                                    seed -> a.bySeed().get(seed) - b.bySeed().get(seed))
                            .sum()
                    / common.size();
            double tested = curve.higherIsBetter() ? -mean : mean;
            double error = Math.max(pooled, ownError(a, b));
            double deviation = error * Math.sqrt(common.size());
            return PairTest.of(a, b, curve.worseBy(a, b), tested, deviation, error, analysis.df2());
        };
    }

    private Noise groups() {
        VarianceAnalysis analysis = VarianceAnalysis.ofGroups(RankEvidence.runRows(ranks));
        return (a, b) -> {
            double pooled = Math.sqrt(analysis.meanSquare() * (1.0 / a.runs() + 1.0 / b.runs()));
            double error = Math.max(pooled, ownError(a, b));
            double deviation = error * Math.sqrt(analysis.replicates());
            return exact(a, b, deviation, error, analysis.df2());
        };
    }

    /** The error of the difference from the two ranks' own runs; no more than rounding where they agree to the last digit. */
    private double ownError(RankSummary a, RankSummary b) {
        double error = Comparison.alone(curve, a, b).standardError();
        return error > ROUNDING * Math.abs(a.mean()) ? error : 0;
    }

    private PairTest exact(RankSummary a, RankSummary b, double deviation, double error, double freedom) {
        double difference = curve.worseBy(a, b);
        return PairTest.of(a, b, difference, difference, deviation, error, freedom);
    }
}
