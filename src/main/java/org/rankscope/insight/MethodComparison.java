package org.rankscope.insight;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rankscope.insight.VerdictOptions.RuleChoice;

/**
 * Several methods side by side: the cheapest (by trainable parameters, by rank where they are not known) method and rank
 * that the rule allows against the best over all. The knee is a matter of one method's curve, so under Kneedle each
 * method puts up the rank at its own knee, and of these the cheapest within the tolerance of the best is taken.
 *
 * @param finding over all methods and ranks
 * @param advised the judgement of the method that is advised
 */
record MethodComparison(Finding finding, Judgement advised, List<Judgement> judged, VerdictOptions options) {

    /** @param judged two or more, at least one of which has a finding */
    static MethodComparison of(List<Judgement> judged, VerdictOptions options) {
        List<Judgement> found = judged.stream()
                .filter(judgement -> judgement.finding().isPresent())
                .toList();
        RankCurve field = new RankCurve(
                found.stream()
                        .flatMap(judgement -> judgement.finding().orElseThrow().curve().ranks().stream())
                        .toList(),
                options.higherIsBetter());
        boolean byKnee = options.rule() == RuleChoice.KNEEDLE;
        VerdictRule rule = byKnee ? new ToleranceRule(options.tolerance()) : options.ruleFor(field);
        RankCurve candidates = byKnee
                ? new RankCurve(
                        found.stream()
                                .map(judgement ->
                                        judgement.finding().orElseThrow().choice())
                                .toList(),
                        options.higherIsBetter())
                : field;
        RankSummary choice = rule.pick(candidates).orElseThrow();
        Judgement own = judgementOf(choice, found);
        RankCurve curve = own.finding().orElseThrow().curve();
        boolean cut = own.finding().orElseThrow().cut();
        boolean atEnd = curve.ranks().size() > 1 && choice == curve.largest();
        Finding finding = Finding.of(field, options, rule, RankEvidence.of(field), choice, atEnd, cut);
        return new MethodComparison(finding, judgementOf(finding.choice(), found), judged, options);
    }

    private static Judgement judgementOf(RankSummary rank, List<Judgement> judged) {
        return judged.stream()
                .filter(judgement -> judgement.method().equals(rank.method()))
                .findFirst()
                .orElseThrow();
    }

    /** What to know of each method, and of the comparison. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (Judgement judgement : judged) {
            String of = name(judgement.method()) + ": ";
            judgement.reduction().notes().forEach(note -> warnings.add(of + note));
            Optional<Finding> found = judgement.finding();
            if (found.isEmpty()) {
                warnings.add(of + "no rank is within the budget.");
            } else if (judgement.all().ranks().size() == 1) {
                warnings.add(of + "only r = " + judgement.all().best().rank()
                        + " was tried, so what another rank gives is not known.");
            } else {
                new VerdictWarnings(found.get(), options).all().forEach(warning -> warnings.add(of + warning));
            }
        }
        return warnings;
    }

    String reason() {
        RankCurve field = finding.curve();
        RankSummary choice = finding.choice();
        RankSummary best = field.best();
        String noun = VerdictReason.noun(options);
        String spread = PlainNumbers.sized(field.spread(), best.mean());
        return switch (finding.kind()) {
            case CHOOSE -> at(choice) + " is enough. " + whyEnough(noun) + others();
            case FLAT ->
                "Neither method nor rank matters here. All that was tried lies within " + spread + " of the best; the"
                        + " cheapest, " + at(choice) + ", will do.";
            case EXTEND ->
                "The range is too short. " + at(choice) + ", the largest rank tried with it, "
                        + (choice == best
                                ? "has the best " + noun + " of all (" + PlainNumbers.value(best.mean()) + ")"
                                : "is the cheapest that the rule allows")
                        + ". Try r = " + choice.rank() * 2L + " and r = " + choice.rank() * 4L + "." + others();
            case NOISY ->
                "Too noisy to tell. Methods and ranks differ by up to " + spread + ", "
                        + (finding.evidence().isKnown()
                                        && !Double.isNaN(finding.evidence().pValue())
                                ? "no more than chance makes ("
                                        + PlainNumbers.pValue(finding.evidence().pValue()) + ")"
                                : "no more than the noise")
                        + "; " + SampleSize.advice(finding.evidence(), field) + ". So far the rule points at "
                        + at(choice) + ".";
        };
    }

    private String whyEnough(String noun) {
        RankCurve field = finding.curve();
        RankSummary choice = finding.choice();
        RankSummary best = field.best();
        if (choice == best) {
            return "Nothing else has a " + (field.higherIsBetter() ? "higher " : "lower ") + noun + " ("
                    + PlainNumbers.value(best.mean()) + ").";
        }
        return "Its " + noun + " (" + PlainNumbers.value(choice.mean()) + ") is "
                + PlainNumbers.sized(field.gap(choice), best.mean()) + " short of the best of all ("
                + at(best) + "), with " + PlainNumbers.ratio(field.parameters(choice), field.parameters(best))
                + " its parameters.";
    }

    /** What each other method gets by itself. */
    private String others() {
        StringBuilder others = new StringBuilder();
        for (Judgement judgement : judged) {
            if (judgement != advised && judgement.finding().isPresent()) {
                RankSummary rank = judgement.finding().get().choice();
                others.append(" Judged alone, ")
                        .append(name(rank.method()))
                        .append(" gets r = ")
                        .append(rank.rank())
                        .append(" (")
                        .append(PlainNumbers.value(rank.mean()))
                        .append(").");
            }
        }
        return others.toString();
    }

    private static String at(RankSummary rank) {
        return name(rank.method()) + " at r = " + rank.rank();
    }

    private static String name(String method) {
        return method.isEmpty() ? "(no method)" : method;
    }
}
