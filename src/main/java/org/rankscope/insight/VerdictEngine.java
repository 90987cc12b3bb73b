package org.rankscope.insight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.rankscope.insight.Verdict.Kind;
import org.rankscope.insight.Verdict.RankValue;
import org.rankscope.insight.Verdict.RunnerUp;
import org.rankscope.io.RequestException;

/**
 * The verdict over a table of results. Pure: the same rows in any order give the same verdict. Any thread.
 *
 * <p>Each rank is reduced to its own best learning rate ({@link RankReduction}), a rule picks a rank, and
 * {@link RankEvidence} says whether the ranks differ by more than the noise. The first of these that holds is the form,
 * where "small" means that no rank is worse than the best by more than {@link VerdictOptions#tolerance}:
 *
 * <ol>
 *   <li>one rank: <b>extend</b>, there is nothing to compare it with;
 *   <li>differences small, and allowed by the rule or not shown to be larger than the noise: <b>flat</b>, the smallest
 *   rank;
 *   <li>differences not small, but allowed by the rule or no larger than the noise (where it is known): <b>noisy</b>;
 *   <li>the rule's choice is the largest rank, or the rule finds none: <b>extend</b>;
 *   <li>else <b>choose</b>.
 * </ol>
 *
 * <p>So a wide standard error alone never makes a table flat, and a tiny one never makes it noisy.
 */
public final class VerdictEngine {
    private VerdictEngine() {}

    /**
     * The verdict over {@code observations}; a RequestException where there is no usable result or the rule can't be
     * applied.
     */
    public static Verdict judge(List<Observation> observations, VerdictOptions options) {
        RankReduction reduction = RankReduction.of(observations, options.higherIsBetter());
        RankCurve curve = reduction.curve();
        VerdictRule rule = options.ruleFor(curve);
        Finding finding = find(curve, rule, options);
        RankSummary best = curve.best();
        List<RunnerUp> runnersUp = curve.ranks().stream()
                .filter(rank -> rank.rank() != finding.choice().rank())
                .sorted(Comparator.comparingDouble(curve::gap).thenComparingInt(RankSummary::rank))
                .map(rank -> new RunnerUp(
                        rank.rank(),
                        rank.mean(),
                        rank.standardError(),
                        curve.gap(rank),
                        (double) rank.rank() / finding.choice().rank()))
                .toList();
        List<String> warnings = new ArrayList<>(reduction.notes());
        warnings.addAll(new VerdictWarnings(finding, options).all());
        return new Verdict(
                finding.kind(),
                finding.choice().rank(),
                rule.words(),
                options.metric(),
                new RankValue(best.rank(), best.mean()),
                curve.gap(finding.choice()),
                runnersUp,
                warnings,
                new VerdictReason(finding, options).sentence());
    }

    /** The reduced curve that {@link #judge} looks at: mean, standard error and learning rate of each rank. */
    public static RankCurve curve(List<Observation> observations, boolean higherIsBetter) {
        return RankReduction.of(observations, higherIsBetter).curve();
    }

    /** What each rule says, for a report; a rule that can't be applied to this table is left out. */
    public static List<RuleOpinion> opinions(List<Observation> observations, VerdictOptions options) {
        RankCurve curve = curve(observations, options.higherIsBetter());
        List<VerdictRule> rules = new ArrayList<>();
        if (!Double.isNaN(curve.best().standardError())) {
            rules.add(new OneStandardErrorRule());
        }
        rules.addAll(List.of(new ToleranceRule(options.tolerance()), new KneedleRule(), new ArgBest()));
        return rules.stream()
                .map(rule -> {
                    OptionalInt rank = rule.choose(curve);
                    return rank.isPresent()
                            ? new RuleOpinion(
                                    rule.name(),
                                    rule.words(),
                                    rank.getAsInt(),
                                    curve.at(rank.getAsInt()).mean())
                            : new RuleOpinion(rule.name(), rule.words(), null, null);
                })
                .toList();
    }

    private static Finding find(RankCurve curve, VerdictRule rule, VerdictOptions options) {
        RankEvidence evidence = RankEvidence.of(curve);
        if (curve.ranks().size() == 1) {
            return new Finding(Kind.EXTEND, curve.best(), curve, rule, evidence, true);
        } else if (rule instanceof KneedleRule && curve.ranks().size() < KneedleRule.FEWEST_RANKS) {
            throw new RequestException("The rule " + KneedleRule.NAME + " needs at least " + KneedleRule.FEWEST_RANKS
                    + " ranks, found " + curve.ranks().size() + "; use the rule " + ToleranceRule.NAME + ".");
        }
        boolean small = new ToleranceRule(options.tolerance()).allowsAll(curve);
        boolean allowed = rule.allowsAll(curve);
        boolean lost = evidence.isKnown() && !evidence.shown();
        OptionalInt picked = rule.choose(curve);
        RankSummary choice = picked.isPresent() ? curve.at(picked.getAsInt()) : curve.largest();
        if (small && (allowed || !evidence.shown())) {
            return new Finding(Kind.FLAT, curve.smallest(), curve, rule, evidence, small);
        } else if (allowed || lost) {
            return new Finding(Kind.NOISY, choice, curve, rule, evidence, small);
        }
        boolean atEnd = picked.isEmpty() || choice.rank() == curve.largest().rank();
        return new Finding(atEnd ? Kind.EXTEND : Kind.CHOOSE, choice, curve, rule, evidence, small);
    }

    /**
     * A verdict before it is put into words.
     *
     * @param small whether no rank is worse than the best by more than the tolerance
     */
    record Finding(
            Kind kind, RankSummary choice, RankCurve curve, VerdictRule rule, RankEvidence evidence, boolean small) {}
}
