package org.rankscope.insight;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.rankscope.insight.Verdict.Kind;
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

    /** What to know of the methods, each thing once, and of the one advised. */
    List<String> warnings(List<RankSummary> references) {
        List<String> warnings = new ArrayList<>();
        for (Judgement judgement : judged) {
            judgement
                    .reduction()
                    .notes()
                    .forEach(note -> warnings.add(MethodNames.title(judgement.method()) + ": " + note));
        }
        addOf(judgement -> judgement.finding().isEmpty(), "No rank of %s is within the budget.", warnings);
        addOf(
                judgement -> judgement.all().ranks().size() == 1,
                "Only one rank was tried with %s, so what another gives is not known.",
                warnings);
        addOf(
                judgement -> judgement
                        .finding()
                        .filter(found -> finding.kind() != Kind.EXTEND || judgement != advised)
                        .filter(found -> new VerdictWarnings(found, options).fallsAtTheEnd())
                        .isPresent(),
                "The " + VerdictReason.noun(options) + " of %s still " + (options.higherIsBetter() ? "rises" : "falls")
                        + " at the largest rank tried.",
                warnings);
        warnings.addAll(new RunNotes(finding, references, options).all());
        Finding own = advised.finding().orElseThrow();
        new VerdictWarnings(own, options)
                .amongMethods(own.choice() == finding.choice())
                .forEach(warning -> warnings.add(MethodNames.title(advised.method()) + ": " + warning));
        return warnings;
    }

    /** {@code sentence} of those for which it {@code holds}, if there are any. */
    private void addOf(Predicate<Judgement> holds, String sentence, List<String> warnings) {
        List<String> names =
                judged.stream().filter(holds).map(Judgement::method).toList();
        if (!names.isEmpty()) {
            warnings.add(String.format(sentence, MethodNames.list(names)));
        }
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
        List<String> others = judged.stream()
                .filter(judgement -> judgement != advised)
                .flatMap(judgement -> judgement.finding().stream())
                .map(Finding::choice)
                .map(rank -> MethodNames.within(rank.method()) + " gets r = " + rank.rank() + " ("
                        + PlainNumbers.value(rank.mean()) + ")")
                .toList();
        return others.isEmpty() ? "" : " Judged alone, " + PlainNumbers.joined(others) + ".";
    }

    private static String at(RankSummary rank) {
        return MethodNames.title(rank.method()) + " at r = " + rank.rank();
    }
}
