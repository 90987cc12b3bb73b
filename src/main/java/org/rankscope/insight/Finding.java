package org.rankscope.insight;

import java.util.Optional;
import org.rankscope.insight.Verdict.Kind;
import org.rankscope.io.RequestException;

/**
 * A verdict before it is put into words. {@link VerdictEngine} states the forms.
 *
 * @param choice the rank advised, or pointed at
 * @param curve what competes: within the budget
 * @param small whether no rank is worse than the best by more than the tolerance
 * @param negligible whether moreover all differences are less than {@link #NEGLIGIBLE_SHARE} of what training gained
 * @param cut whether larger ranks were tried and the budget leaves them out
 */
record Finding(
        Kind kind,
        RankSummary choice,
        RankCurve curve,
        VerdictRule rule,
        RankEvidence evidence,
        boolean small,
        boolean negligible,
        boolean cut) {

    /** @param cut whether the budget leaves out ranks larger than those of {@code curve} */
    static Finding of(RankCurve curve, VerdictOptions options, boolean cut) {
        VerdictRule rule = options.ruleFor(curve);
        RankEvidence evidence = RankEvidence.of(curve);
        if (curve.ranks().size() == 1) {
            return new Finding(cut ? Kind.CHOOSE : Kind.EXTEND, curve.best(), curve, rule, evidence, true, false, cut);
        } else if (rule instanceof KneedleRule && curve.ranks().size() < KneedleRule.FEWEST_RANKS) {
            throw new RequestException("The rule " + KneedleRule.NAME + " needs at least " + KneedleRule.FEWEST_RANKS
                    + " ranks, found " + curve.ranks().size() + "; use the rule " + ToleranceRule.NAME + ".");
        }
        Optional<RankSummary> picked = rule.pick(curve);
        RankSummary choice = picked.orElse(curve.largest());
        boolean atEnd = picked.isEmpty() || choice == curve.largest();
        return of(curve, options, rule, evidence, choice, atEnd, cut);
    }

    /** @param atEnd whether {@code choice} is the largest rank tried, so that a larger one may be needed */
    static Finding of(
            RankCurve curve,
            VerdictOptions options,
            VerdictRule rule,
            RankEvidence evidence,
            RankSummary choice,
            boolean atEnd,
            boolean cut) {
        boolean small = new ToleranceRule(options.tolerance()).allowsAll(curve);
        boolean gainless =
                choice == curve.smallest() || curve.gap(curve.smallest()) <= GainShareRule.NEGLIGIBLE * curve.gain();
        boolean negligible = small && gainless;
        boolean allowed = rule.allowsAll(curve);
        boolean lost = evidence.isKnown() && !evidence.shown();
        if (small && (allowed || !evidence.shown() || negligible)) {
            return new Finding(Kind.FLAT, curve.smallest(), curve, rule, evidence, small, negligible, cut);
        } else if (allowed || lost) {
            return new Finding(Kind.NOISY, choice, curve, rule, evidence, small, negligible, cut);
        }
        Kind kind = atEnd && !cut ? Kind.EXTEND : Kind.CHOOSE;
        return new Finding(kind, choice, curve, rule, evidence, small, negligible, cut);
    }
}
