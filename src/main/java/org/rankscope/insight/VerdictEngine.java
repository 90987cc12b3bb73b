package org.rankscope.insight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.rankscope.insight.Verdict.RankValue;
import org.rankscope.insight.Verdict.RunnerUp;

/**
 * The verdict over a table of results. Pure: the same rows in any order give the same verdict. Any thread.
 *
 * <p>Each rank is reduced to its own best setting and learning rate within the budget ({@link RankReduction}), a rule
 * picks a rank, and {@link RankEvidence} says whether the ranks differ by more than the noise. The first of these that
 * holds is the form, where "small" means that no rank is worse than the best by more than
 * {@link VerdictOptions#tolerance}:
 *
 * <ol>
 *   <li>one rank: <b>extend</b>, there is nothing to compare it with;
 *   <li>differences small, and allowed by the rule, or not shown to be larger than the noise, or of no use: the rule picks
 *   the smallest rank, or what another one is better by is next to nothing beside what training gained
 *   ({@link GainShareRule#NEGLIGIBLE}): <b>flat</b>, the smallest rank;
 *   <li>differences not small, but allowed by the rule or no larger than the noise (where it is known): <b>noisy</b>;
 *   <li>the rule's choice is the largest rank, or the rule finds none: <b>extend</b>;
 *   <li>else <b>choose</b>.
 * </ol>
 *
 * <p>So a wide standard error alone never makes a table flat, and a tiny one never makes it noisy. Where the budget left
 * larger ranks out, there is nothing to extend to: <b>choose</b>. Several methods: {@link MethodComparison}. Methods
 * without a rank are told beside it: {@link ReferencePoints}.
 */
public final class VerdictEngine {
    private VerdictEngine() {}

    /**
     * The verdict over {@code observations}; a RequestException where there is no usable result, none within the budget, or
     * the rule can't be applied.
     */
    public static Verdict judge(List<Observation> observations, VerdictOptions options) {
        ReferencePoints references = ReferencePoints.of(observations, options);
        List<String> notes = new ArrayList<>();
        List<Judgement> judged = judgements(ReferencePoints.others(observations), options, notes);
        BudgetEffect effect = new BudgetEffect(options.budget(), judged);
        if (judged.stream().allMatch(judgement -> judgement.finding().isEmpty())) {
            throw effect.nothingFits();
        }
        if (judged.size() == 1) {
            Judgement only = judged.get(0);
            Finding finding = only.finding().orElseThrow();
            notes.addAll(only.reduction().notes());
            notes.addAll(new VerdictWarnings(finding, options).all(references.points()));
            String reason = new VerdictReason(finding, options).sentence() + effect.sentence(finding.curve());
            return verdict(finding, only, judged, references, options, notes, reason);
        }
        MethodComparison comparison = MethodComparison.of(judged, options);
        notes.addAll(comparison.warnings(references.points()));
        return verdict(
                comparison.finding(),
                comparison.advised(),
                judged,
                references,
                options,
                notes,
                comparison.reason() + effect.sentence(comparison.finding().curve()));
    }

    /** The reduced curve that {@link #judge} looks at: mean, standard error and learning rate of each rank. */
    public static RankCurve curve(List<Observation> observations, boolean higherIsBetter) {
        return RankReduction.of(ReferencePoints.others(observations), higherIsBetter, Budget.NONE)
                .within()
                .orElseThrow();
    }

    /** What each rule says, for a report; a rule that can't be applied to this table is left out. */
    public static List<RuleOpinion> opinions(List<Observation> observations, VerdictOptions options) {
        return opinions(curve(observations, options.higherIsBetter()), options);
    }

    private static List<Judgement> judgements(
            List<Observation> observations, VerdictOptions options, List<String> notes) {
        Map<String, List<Observation>> byMethod = observations.stream()
                .collect(Collectors.groupingBy(Observation::method, TreeMap::new, Collectors.toList()));
        List<String> diverged = byMethod.entrySet().stream()
                .filter(entry -> entry.getValue().stream().noneMatch(row -> Double.isFinite(row.value())))
                .map(Map.Entry::getKey)
                .toList();
        if (byMethod.isEmpty() || diverged.size() == byMethod.size()) {
            RankReduction.of(observations, options.higherIsBetter(), options.budget());
            throw new IllegalStateException("Rows without a usable result were reduced.");
        }
        diverged.forEach(method -> {
            byMethod.remove(method);
            notes.add("No run of " + MethodNames.within(method) + " has a usable result; the method is left out.");
        });
        return byMethod.values().stream()
                .map(rows -> Judgement.of(rows, options))
                .toList();
    }

    private static Verdict verdict(
            Finding finding,
            Judgement advised,
            List<Judgement> judged,
            ReferencePoints references,
            VerdictOptions options,
            List<String> warnings,
            String reason) {
        warnings.addAll(references.notes());
        RankCurve curve = finding.curve();
        RankSummary choice = finding.choice();
        RankCurve own = advised.finding().orElseThrow().curve();
        RankPairs pairs = own.pairs();
        List<RunnerUp> runnersUp = curve.ranks().stream()
                .filter(rank -> rank != choice)
                .sorted(Comparator.comparingDouble(curve::gap).thenComparingDouble(curve::parameters))
                .map(rank -> runnerUp(rank, choice, curve))
                .toList();
        return new Verdict(
                finding.kind(),
                choice.rank(),
                finding.rule().words(),
                options.metric(),
                new RankValue(curve.best().rank(), curve.best().mean()),
                curve.gap(choice),
                runnersUp,
                warnings,
                reason + references.words(choice, curve.higherIsBetter()),
                choice.method(),
                judged.stream()
                        .flatMap(judgement -> judgement.results().stream())
                        .toList(),
                pairs.indistinguishable(),
                opinions(own, options),
                new Separations(pairs).of(own.ranks().indexOf(choice)),
                references.results());
    }

    private static RunnerUp runnerUp(RankSummary rank, RankSummary choice, RankCurve curve) {
        return new RunnerUp(
                rank.method(),
                rank.rank(),
                rank.mean(),
                rank.standardError(),
                curve.gap(rank),
                curve.parameters(rank) / curve.parameters(choice),
                rank.cost());
    }

    private static List<RuleOpinion> opinions(RankCurve curve, VerdictOptions options) {
        List<VerdictRule> rules = new ArrayList<>();
        if (!Double.isNaN(curve.best().standardError())) {
            rules.add(new OneStandardErrorRule());
        }
        rules.addAll(List.of(
                new ToleranceRule(options.tolerance()),
                new KneedleRule(),
                new ParetoRule(options.tolerance()),
                new ArgBest()));
        return rules.stream().map(rule -> opinion(rule, curve)).toList();
    }

    private static RuleOpinion opinion(VerdictRule rule, RankCurve curve) {
        RankSummary picked = rule.pick(curve).orElse(null);
        return new RuleOpinion(
                rule.name(),
                rule.words(),
                picked == null ? null : (Integer) picked.rank(),
                picked == null ? null : (Double) picked.mean(),
                rule.allowed(curve).stream().map(RankSummary::rank).toList());
    }
}
