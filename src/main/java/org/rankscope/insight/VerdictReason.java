package org.rankscope.insight;

import java.util.List;
import java.util.Locale;

/** A verdict's reason, in words that a person can repeat. */
final class VerdictReason {
    private final Finding finding;
    private final VerdictOptions options;
    private final RankCurve curve;
    private final RankSummary choice;
    private final RankSummary best;
    private final String noun;

    VerdictReason(Finding finding, VerdictOptions options) {
        this.finding = finding;
        this.options = options;
        this.curve = finding.curve();
        this.choice = finding.choice();
        this.best = curve.best();
        this.noun = noun(options);
    }

    /** What is compared, in a word: "loss", or the metric's own name. */
    static String noun(VerdictOptions options) {
        String metric = options.metric().toLowerCase(Locale.ROOT);
        if (metric.contains("loss") || metric.equals("value") && !options.higherIsBetter()) {
            return "loss";
        }
        return metric.equals("value") ? "score" : options.metric().replace('_', ' ');
    }

    String sentence() {
        return switch (finding.kind()) {
            case CHOOSE -> choose();
            case FLAT -> flat();
            case EXTEND -> extend();
            case NOISY -> noisy();
        };
    }

    private String choose() {
        String opening = finding.cut() && choice == curve.largest()
                ? "Rank " + choice.rank() + " is the most that the budget allows. "
                : finding.rule() instanceof KneedleRule
                        ? "The curve bends at rank " + choice.rank() + ". "
                        : "Rank " + choice.rank() + " is enough. ";
        return opening + whyEnough() + whyNotLess() + ".";
    }

    private String whyEnough() {
        if (choice == best) {
            return "No rank " + (finding.cut() ? "within it " : "") + "has a " + better() + " " + noun + " ("
                    + PlainNumbers.value(best.mean()) + ")";
        }
        String cost = " of the best (r = " + best.rank() + ") with "
                + PlainNumbers.ratio(curve.parameters(choice), curve.parameters(best)) + " its parameters";
        if (finding.rule() instanceof OneStandardErrorRule) {
            return "Its " + noun + " is within one standard error" + cost;
        } else if (finding.rule() instanceof ToleranceRule tolerance) {
            return "Its " + noun + " (" + PlainNumbers.value(choice.mean()) + ") is within "
                    + PlainNumbers.percent(tolerance.tolerance()) + cost;
        }
        if (finding.rule() instanceof MeasurableToleranceRule) {
            return "Its " + noun + " (" + PlainNumbers.value(choice.mean()) + ") is within "
                    + PlainNumbers.percent(options.tolerance())
                    + cost + ", a difference no larger than chance makes ("
                    + PlainNumbers.pValue(Comparison.of(curve, choice, best).pValue()) + ")";
        }
        if (finding.rule() instanceof GainShareRule) {
            return "Its " + noun + " (" + PlainNumbers.value(choice.mean()) + ") is within " + share(curve.gap(choice))
                    + cost + ofGain(curve.gap(choice));
        }
        return "Its " + noun + " is " + share(curve.gap(choice)) + " short" + cost;
    }

    /** The next smaller rank, against the best. */
    private String whyNotLess() {
        int index = curve.ranks().indexOf(choice);
        if (index == 0) {
            return finding.kind() == Verdict.Kind.CHOOSE ? "; no smaller rank was tried" : "";
        }
        RankSummary smaller = curve.ranks().get(index - 1);
        Comparison comparison = Comparison.of(curve, smaller, best);
        String name = "; r = " + smaller.rank();
        String worse = choice == best ? " worse" : " worse than the best";
        if (comparison.measurablyWorse() && finding.evidence().source() == RankEvidence.Source.ITEMS) {
            return name + " is" + worse + " by " + PlainNumbers.difference(comparison.difference())
                    + ", more than the noise of the evaluation items (" + PlainNumbers.pValue(comparison.pValue())
                    + ")";
        } else if (comparison.measurablyWorse()) {
            return name + " is measurably" + worse + " (by " + PlainNumbers.difference(comparison.difference()) + ", "
                    + PlainNumbers.pValue(comparison.pValue()) + ")";
        } else if (comparison.isKnown()) {
            return name + " is " + PlainNumbers.difference(comparison.difference())
                    + worse + ", which these results can't yet tell"
                    + " from chance (" + PlainNumbers.pValue(comparison.pValue()) + ")";
        }
        return name + " is " + share(comparison.difference()) + worse;
    }

    private String flat() {
        String range = "from r = " + curve.smallest().rank() + " to r = "
                + curve.largest().rank();
        String cheapest = "; the cheapest, r = " + choice.rank() + ", will do.";
        boolean byError = finding.rule() instanceof OneStandardErrorRule;
        RankEvidence evidence = finding.evidence();
        boolean allowed = finding.rule().allowsAll(curve) && !(finding.rule() instanceof GainShareRule);
        if (!allowed && evidence.shown()) {
            return "Rank does not matter here. " + leadOverSmallest() + cheapest;
        } else if (!allowed) {
            return "Rank does not matter here. All ranks " + range + " lie within " + share(curve.spread())
                    + " of each other"
                    + (evidence.isKnown()
                            ? ", no more than chance makes (" + PlainNumbers.pValue(evidence.pValue()) + ")"
                            : "")
                    + cheapest;
        }
        return "Rank does not matter here. No rank " + range + " is worse than the best by more than "
                + (byError
                        ? "one standard error (" + PlainNumbers.difference(best.standardError()) + ")"
                        : PlainNumbers.percent(options.tolerance()))
                + cheapest;
    }

    /** How little the larger ranks are better than the smallest, and how little they are worse. */
    private String leadOverSmallest() {
        RankSummary smallest = curve.smallest();
        double lead = curve.gap(smallest);
        String said = lead == 0
                ? "No larger rank has a " + better() + " " + noun + " than r = " + smallest.rank()
                : "The best rank (r = " + best.rank() + ") is better than r = " + smallest.rank() + " by only "
                        + share(lead) + ofGain(lead) + ": next to nothing";
        return curve.spread() == lead
                ? said
                : said + ", and none is worse than the best by more than " + share(curve.spread());
    }

    private String ofGain(double difference) {
        return curve.gain() > 0
                ? ", " + PlainNumbers.percent(difference / curve.gain()) + " of what training gained"
                : "";
    }

    private String extend() {
        int largest = curve.largest().rank();
        if (curve.ranks().size() == 1) {
            List<String> wider = largest > 1
                    ? List.of(String.valueOf(Math.max(1, largest / 2)), String.valueOf(largest * 2L))
                    : List.of("2", "4");
            return "Only rank " + largest + " was tried, so there is nothing to compare it with. Add r = "
                    + String.join(" and r = ", wider) + ".";
        }
        RankSummary before = curve.ranks().get(curve.ranks().size() - 2);
        String advice = " Try r = " + largest * 2L + " and r = " + largest * 4L + ".";
        if (best != curve.largest()) {
            return "The range is too short. The " + noun + " shows no bend from r = "
                    + curve.smallest().rank()
                    + " to r = "
                    + largest + "." + advice;
        }
        Comparison step = Comparison.of(curve, before, best);
        return "The range is too short. The " + noun + " still " + (curve.higherIsBetter() ? "rises" : "falls")
                + " at the largest rank tried: r = " + largest + " is "
                + PlainNumbers.sized(step.difference(), best.mean()) + " better than r = " + before.rank()
                + (step.isKnown() ? ", " + PlainNumbers.pValue(step.pValue()) : "") + "." + advice;
    }

    private String noisy() {
        RankEvidence evidence = finding.evidence();
        String chance = evidence.source() == RankEvidence.Source.STATED
                ? "less than the noise (standard error " + PlainNumbers.difference(best.standardError()) + ")"
                : "no more than chance makes (" + PlainNumbers.pValue(evidence.pValue()) + ")";
        String noise = evidence.isKnown() && !evidence.shown()
                ? chance
                : "no more than one standard error of the best (" + PlainNumbers.difference(best.standardError()) + ")";
        return "Too noisy to tell. The ranks from r = " + curve.smallest().rank() + " to r = "
                + curve.largest().rank()
                + " differ by up to " + PlainNumbers.sized(curve.spread(), best.mean()) + ", "
                + noise + "; "
                + SampleSize.advice(evidence, curve) + ". So far the rule points at r = " + choice.rank() + ".";
    }

    private String share(double difference) {
        return PlainNumbers.share(difference, best.mean());
    }

    private String better() {
        return curve.higherIsBetter() ? "higher" : "lower";
    }
}
