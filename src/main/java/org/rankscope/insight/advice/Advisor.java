package org.rankscope.insight.advice;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rankscope.insight.advice.Advice.Line;
import org.rankscope.insight.advice.Advice.Subject;
import org.rankscope.peft.TargetSpec;

/** Looks facts up in {@link AdviceRules}. */
public final class Advisor {
    private Advisor() {}

    /**
     * Advice for {@code facts}.
     *
     * @param largestRank the largest rank that the model's layers allow
     * @param cost what the smallest and the largest advised rank would take, where the model is known well enough; empty
     *     otherwise
     */
    public static Advice advise(AdviceFacts facts, int largestRank, Optional<RankCost> cost) {
        List<AdviceRule<RankRange>> ranks = applying(AdviceRules.RANKS, facts);
        List<AdviceRule<AlphaAdvice>> alpha = applying(AdviceRules.ALPHA, facts);
        List<AdviceRule<Double>> dropout = applying(AdviceRules.DROPOUT, facts);
        List<AdviceRule<Double>> rate = applying(AdviceRules.LEARNING_RATE, facts);
        List<Line> lines = new ArrayList<>();
        lines.add(line(Subject.RANKS, ranks, outranked(ranks)));
        if (AdviceRules.TEXT_TOWER.applies().test(facts)) {
            lines.add(line(Subject.TEXT_TOWER, List.of(AdviceRules.TEXT_TOWER), List.of()));
        }
        lines.add(line(Subject.TARGETS, List.of(AdviceRules.TARGETS), peftTargets(facts)));
        lines.add(line(Subject.ALPHA, alpha, List.of()));
        lines.add(line(Subject.DROPOUT, dropout, List.of()));
        lines.add(line(Subject.LEARNING_RATE, rate, List.of()));
        RankRange range = ranks.get(0).value();
        return new Advice(
                range,
                range.sweep(largestRank),
                alpha.get(0).value(),
                dropout.get(0).value(),
                TargetSpec.words(List.of(AdviceRules.TARGETS.value())),
                rate.get(0).value(),
                lines,
                OpenQuestions.of(facts, cost));
    }

    /** The ranks that would be tried, for who must know them to say what they cost. */
    public static List<Integer> sweep(AdviceFacts facts, int largestRank) {
        return applying(AdviceRules.RANKS, facts).get(0).value().sweep(largestRank);
    }

    private static <T> List<AdviceRule<T>> applying(List<AdviceRule<T>> table, AdviceFacts facts) {
        return table.stream().filter(rule -> rule.applies().test(facts)).toList();
    }

    private static <T> Line line(Subject subject, List<AdviceRule<T>> applying, List<String> outranked) {
        AdviceRule<T> first = applying.get(0);
        return new Line(subject, text(first.value()), first.when(), first.reason(), first.source(), outranked);
    }

    /** Of the rules on ranks that don't decide, those that say something else; the catch-all last row is no news. */
    private static List<String> outranked(List<AdviceRule<RankRange>> applying) {
        return applying.stream()
                .skip(1)
                .limit(Math.max(0, applying.size() - 2))
                .filter(rule -> !rule.value().equals(applying.get(0).value()))
                .map(rule -> rule.value() + " for " + rule.when())
                .toList();
    }

    private static List<String> peftTargets(AdviceFacts facts) {
        return KnownModel.of(facts.modelType())
                .filter(known -> !known.peftTargets().isEmpty())
                .map(known -> String.join(", ", known.peftTargets()) + " by PEFT's default for " + known.modelType())
                .stream()
                .toList();
    }

    /** A value as one would type it: {@code 2e-4}. */
    static String text(Object value) {
        if (value instanceof Double number) {
            BigDecimal decimal = BigDecimal.valueOf(number).stripTrailingZeros();
            return decimal.signum() == 0
                    ? "0"
                    : number >= 0.01 ? decimal.toPlainString() : decimal.unscaledValue() + "e" + -decimal.scale();
        }
        return String.valueOf(value);
    }
}
