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
 *       leave a pair alone 2 degrees of freedom and six ranks together 10: alone hardly any pair could be told apart. This
 *       takes the noise to be the same at every rank;
 *   <li>errors stated by the table: normal;
 *   <li>one run and per-item losses: paired by item, each pair by its own deviation, since neighbouring ranks agree item by
 *       item far more than distant ones and items are many.
 * </ul>
 */
final class RankPairs {
    private final List<RankSummary> ranks;
    private final List<PairTest> tests;
    private final double[] adjusted;
    private final RankEvidence.Source source;
    private final int replicates;

    private RankPairs(RankCurve curve, RankEvidence evidence) {
        this.ranks = curve.ranks();
        this.source = evidence.source();
        this.replicates = evidence.replicates();
        this.tests = tests(curve);
        this.adjusted =
                Holm.adjusted(tests.stream().mapToDouble(PairTest::pValue).toArray());
    }

    static RankPairs of(RankCurve curve, RankEvidence evidence) {
        return new RankPairs(curve, evidence);
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

    private int index(int i, int j) {
        return i * ranks.size() - i * (i + 1) / 2 + j - i - 1;
    }

    private List<PairTest> tests(RankCurve curve) {
        Noise noise = noise();
        List<PairTest> all = new ArrayList<>();
        for (int i = 0; i < ranks.size(); i++) {
            for (int j = i + 1; j < ranks.size(); j++) {
                all.add(noise.test(curve, ranks.get(i), ranks.get(j)));
            }
        }
        return all;
    }

    /** How a pair is tested. */
    private interface Noise {
        PairTest test(RankCurve curve, RankSummary a, RankSummary b);
    }

    private Noise noise() {
        return switch (source) {
            case SEEDS -> {
                Set<Long> common = RankEvidence.commonSeeds(ranks);
                yield common.size() >= 2 ? blocks(common) : groups();
            }
            case STATED ->
                (curve, a, b) -> {
                    double error = Math.hypot(a.standardError(), b.standardError());
                    return exact(curve, a, b, error, error, Double.POSITIVE_INFINITY);
                };
            case ITEMS -> (curve, a, b) -> PairTest.ofItems(a, b, curve.worseBy(a, b), curve.higherIsBetter() ? -1 : 1);
            case NONE -> (curve, a, b) -> exact(curve, a, b, Double.NaN, Double.NaN, Double.NaN);
        };
    }

    private Noise blocks(Set<Long> common) {
        VarianceAnalysis analysis = VarianceAnalysis.ofBlocks(RankEvidence.seedRows(ranks, common));
        double deviation = Math.sqrt(2 * analysis.meanSquare());
        double error = deviation / Math.sqrt(common.size());
        return (curve, a, b) -> {
            double mean = common.stream()
                            .mapToDouble(
                                    seed -> a.bySeed().get(seed) - b.bySeed().get(seed))
                            .sum()
                    / common.size();
            double tested = curve.higherIsBetter() ? -mean : mean;
            return new PairTest(a, b, curve.worseBy(a, b), tested, deviation, error, analysis.df2());
        };
    }

    private Noise groups() {
        VarianceAnalysis analysis = VarianceAnalysis.ofGroups(RankEvidence.runRows(ranks));
        double deviation = Math.sqrt(2 * analysis.meanSquare());
        return (curve, a, b) -> {
            double error = Math.sqrt(analysis.meanSquare() * (1.0 / a.runs() + 1.0 / b.runs()));
            return exact(curve, a, b, deviation, error, analysis.df2());
        };
    }

    private static PairTest exact(
            RankCurve curve, RankSummary a, RankSummary b, double deviation, double error, double freedom) {
        double difference = curve.worseBy(a, b);
        return new PairTest(a, b, difference, difference, deviation, error, freedom);
    }
}
