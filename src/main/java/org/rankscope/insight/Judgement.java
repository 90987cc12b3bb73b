package org.rankscope.insight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One method's ranks, judged by themselves.
 *
 * @param all every rank at its best setting, whatever the budget
 * @param reduction what the budget allows
 * @param finding empty where the budget allows none
 */
record Judgement(String method, RankCurve all, RankReduction reduction, Optional<Finding> finding) {

    /** @param rows results of one method, of which at least one is usable */
    static Judgement of(List<Observation> rows, VerdictOptions options) {
        RankCurve all = RankReduction.of(rows, options.higherIsBetter(), Budget.NONE)
                .within()
                .orElseThrow();
        RankReduction reduction = RankReduction.of(rows, options.higherIsBetter(), options.budget());
        Optional<Finding> finding = reduction
                .within()
                .map(curve -> Finding.of(
                        curve, options, all.largest().rank() > curve.largest().rank()));
        return new Judgement(rows.get(0).method(), all, reduction, finding);
    }

    /** Every rank as it stands in {@code verdict.json}: within the budget where it has a setting there. */
    List<RankResult> results() {
        List<RankSummary> ranks = new ArrayList<>(reduction.excluded());
        reduction.within().ifPresent(curve -> ranks.addAll(curve.ranks()));
        ranks.sort(Comparator.comparingInt(RankSummary::rank));
        double[] itemErrors = ItemErrors.of(ranks);
        List<RankResult> results = new ArrayList<>();
        for (int i = 0; i < ranks.size(); i++) {
            RankSummary rank = ranks.get(i);
            boolean alone = rank.runs() == 1 && !rank.stated();
            results.add(new RankResult(
                    rank.method(),
                    rank.rank(),
                    rank.mean(),
                    alone ? itemErrors[i] : rank.standardError(),
                    rank.runs(),
                    rank.learningRate(),
                    rank.setting(),
                    rank.cost()));
        }
        return results;
    }
}
