package org.rankscope.insight;

import java.util.ArrayList;
import java.util.List;
import org.rankscope.insight.Verdict.Kind;

/** What a person should know before trusting a verdict: one plain sentence each. */
final class VerdictWarnings {
    /** A spread above this share of what training gained is worth saying even where the rule calls it flat. */
    private static final double LARGE_SHARE_OF_GAIN = 0.1;

    /** Down and up again is a valley, which overfitting makes; more than that is no shape of a loss over the rank. */
    private static final int MOST_SWINGS = 2;

    private final Finding finding;
    private final VerdictOptions options;
    private final RankCurve curve;
    private final String noun;

    VerdictWarnings(Finding finding, VerdictOptions options) {
        this.finding = finding;
        this.options = options;
        this.curve = finding.curve();
        this.noun = VerdictReason.noun(options);
    }

    /** Of the only method that is judged, beside {@code references}. */
    List<String> all(List<RankSummary> references) {
        List<String> warnings = new ArrayList<>();
        addFallingEdge(warnings);
        warnings.addAll(new RunNotes(finding, references, options).all());
        addChance(warnings);
        addSizes(warnings);
        return warnings;
    }

    /**
     * Of the method advised among several.
     *
     * @param chosen whether by itself it would have the same rank
     */
    List<String> amongMethods(boolean chosen) {
        List<String> warnings = new ArrayList<>();
        addChance(warnings);
        if (chosen) {
            addSizes(warnings);
        }
        return warnings;
    }

    /** Whether the best rank is the largest, and nothing shows that it is so by chance. */
    boolean fallsAtTheEnd() {
        List<RankSummary> ranks = curve.ranks();
        if (ranks.size() < 2 || finding.cut() || curve.best() != curve.largest()) {
            return false;
        }
        Comparison step = Comparison.of(curve, ranks.get(ranks.size() - 2), curve.largest());
        return !step.isKnown() || step.difference() > step.standardError();
    }

    /**
     * The best rank is the largest: said firmly if it leads the one before it by more than one standard error, or none
     * is known. Not where the budget ends the range: the reason says what lies beyond.
     */
    private void addFallingEdge(List<String> warnings) {
        List<RankSummary> ranks = curve.ranks();
        if (ranks.size() < 2 || finding.kind() == Kind.EXTEND || finding.cut() || curve.best() != curve.largest()) {
            return;
        }
        RankSummary last = curve.largest();
        RankSummary before = ranks.get(ranks.size() - 2);
        Comparison step = Comparison.of(curve, before, last);
        String falls = "still " + (curve.higherIsBetter() ? "rises" : "falls") + " at the largest rank tried";
        String by = "r = " + last.rank() + " is " + PlainNumbers.difference(step.difference()) + " better than r = "
                + before.rank();
        warnings.add(
                fallsAtTheEnd()
                        ? "The " + noun + " " + falls + ": " + by + "."
                        : "Whether the " + noun + " " + falls + " is not settled: " + by
                                + ", within the noise of their difference ("
                                + PlainNumbers.difference(step.standardError()) + ").");
    }

    /** What the runs show of chance that the form of the verdict doesn't say. */
    private void addChance(List<String> warnings) {
        RankEvidence evidence = finding.evidence();
        double swing = options.tolerance() * Math.abs(curve.best().mean());
        if (curve.ranks().size() > 1 && evidence.source() == RankEvidence.Source.SEEDS && evidence.residual() == 0) {
            warnings.add("Runs of one rank differ by nothing but what every rank shares, as copies of one run do: seeds"
                    + " that change nothing show no noise, so what is said of chance here means little.");
        } else if (finding.kind() == Kind.FLAT && hidden() > swing) {
            warnings.add("Flat by the means alone: with this noise a true difference of up to "
                    + PlainNumbers.sized(hidden(), curve.best().mean())
                    + " between two ranks could go unseen; more seeds would show whether the ranks are alike.");
        } else if (curve.ranks().stream().allMatch(rank -> rank.runs() == 1 && !rank.stated())
                && Swings.of(curve, swing) > MOST_SWINGS) {
            warnings.add("From rank to rank the " + noun + " goes up and down by more than "
                    + PlainNumbers.percent(options.tolerance())
                    + ", as chance makes it and rank hardly does: one run per rank can't carry this verdict, three seeds"
                    + " could.");
        }
    }

    /** Half the width of the 95 % interval of a neighbour's difference, the widest of them; 0 where none is known. */
    private double hidden() {
        double widest = 0;
        for (int i = 0;
                finding.evidence().source() == RankEvidence.Source.SEEDS
                        && i + 1 < curve.ranks().size();
                i++) {
            widest = Math.max(widest, curve.pairs().test(i, i + 1).halfWidth(Comparison.LEVEL));
        }
        return widest;
    }

    private void addSizes(List<String> warnings) {
        boolean compared = curve.ranks().size() > 1;
        boolean decided = finding.kind() == Kind.CHOOSE || finding.kind() == Kind.EXTEND;
        if (compared && decided && finding.small()) {
            warnings.add("All ranks lie within "
                    + PlainNumbers.share(curve.spread(), curve.best().mean())
                    + " of the best: the differences are measurable but small.");
        } else if (compared && decided && finding.rule() instanceof OneStandardErrorRule) {
            addCheaper(warnings);
        }
        double lead = curve.gap(curve.smallest());
        if (finding.kind() == Kind.FLAT && lead > LARGE_SHARE_OF_GAIN * curve.gain()) {
            warnings.add("The best rank (r = " + curve.best().rank() + ") is only "
                    + PlainNumbers.share(lead, curve.best().mean())
                    + " better than r = " + curve.smallest().rank() + ", but training gained little: that is "
                    + PlainNumbers.percent(lead / curve.gain())
                    + " of what it gained. A smaller tolerance or more seeds would tell whether it is worth a rank.");
        }
        if (compared
                && finding.choice() == curve.smallest()
                && curve.smallest().rank() > 1
                && (finding.kind() == Kind.CHOOSE || finding.kind() == Kind.FLAT)) {
            warnings.add("No rank below " + curve.smallest().rank() + " was tried; a smaller one may do as well.");
        }
    }

    /** One standard error can be very little: a smaller rank may differ by less than matters. */
    private void addCheaper(List<String> warnings) {
        RankSummary cheaper =
                curve.at(new ToleranceRule(options.tolerance()).choose(curve).orElseThrow());
        if (cheaper.rank() < finding.choice().rank()) {
            warnings.add("r = " + cheaper.rank() + " is only "
                    + PlainNumbers.share(curve.gap(cheaper), curve.best().mean())
                    + " worse than the best, with "
                    + PlainNumbers.ratio(curve.parameters(cheaper), curve.parameters(finding.choice()))
                    + " the parameters of r = " + finding.choice().rank() + ": it will do where "
                    + PlainNumbers.percent(options.tolerance())
                    + " does not matter.");
        }
    }
}
