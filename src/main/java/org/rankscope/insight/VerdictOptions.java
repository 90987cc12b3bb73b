package org.rankscope.insight;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

/**
 * How results are to be judged.
 *
 * @param rule which rule decides
 * @param tolerance share of the best value that doesn't matter: the tolerance rule's, and what tells "rank does not
 *     matter" from "too noisy to tell"
 * @param higherIsBetter whether the metric is a score and not a loss
 * @param metric its name: "eval_loss"
 * @param budget the most that an adapter may cost: only ranks within it compete
 */
@RecordBuilder
public record VerdictOptions(RuleChoice rule, double tolerance, boolean higherIsBetter, String metric, Budget budget)
        implements VerdictOptionsBuilder.With {
    public static final String DEFAULT_METRIC = "eval_loss";
    public static final VerdictOptions DEFAULT = new VerdictOptions(
            RuleChoice.AUTOMATIC, ToleranceRule.DEFAULT_TOLERANCE, false, DEFAULT_METRIC, Budget.NONE);

    private static final int FEWEST_RUNS_FOR_STANDARD_ERROR = 3;

    /** What {@code --rule} can say. */
    public enum RuleChoice {
        /**
         * One standard error where the best rank has three runs or a stated error, else the tolerance. Where one
         * standard error asks for the largest rank, but its lead is within the tolerance and no more than chance makes, or
         * next to nothing of what training gained: {@link MeasurableToleranceRule}, {@link GainShareRule}.
         */
        AUTOMATIC("automatic"),
        ONE_STANDARD_ERROR(OneStandardErrorRule.NAME),
        TOLERANCE(ToleranceRule.NAME),
        KNEEDLE(KneedleRule.NAME),
        PARETO(ParetoRule.NAME);

        private final String text;

        RuleChoice(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        /** The choice called {@code text}; a RequestException lists those known. */
        public static RuleChoice named(String text) {
            List<String> known = Arrays.stream(values()).map(RuleChoice::text).toList();
            return Arrays.stream(values())
                    .filter(choice -> choice.text.equals(text))
                    .findFirst()
                    .orElseThrow(() -> new RequestException("Unknown rule '" + text + "'."
                            + StrictJson.nearest(text, known)
                                    .map(near -> " Did you mean '" + near + "'?")
                                    .orElse("")
                            + " Known rules: " + String.join(", ", known) + "."));
        }
    }

    public VerdictOptions {
        tolerance = new ToleranceRule(tolerance).tolerance();
    }

    /** For a metric called {@code newMetric}, of which more is better if {@code higher}. */
    public VerdictOptions withMetric(String newMetric, boolean higher) {
        return with().metric(newMetric).higherIsBetter(higher).build();
    }

    /** The rule that decides about {@code curve}. */
    VerdictRule ruleFor(RankCurve curve) {
        return switch (rule) {
            case ONE_STANDARD_ERROR -> new OneStandardErrorRule();
            case TOLERANCE -> new ToleranceRule(tolerance);
            case KNEEDLE -> new KneedleRule();
            case PARETO -> new ParetoRule(tolerance);
            case AUTOMATIC -> automatic(curve);
        };
    }

    private VerdictRule automatic(RankCurve curve) {
        RankSummary best = curve.best();
        if (best.stated()) {
            return new OneStandardErrorRule();
        } else if (best.runs() < FEWEST_RUNS_FOR_STANDARD_ERROR) {
            return new ToleranceRule(tolerance);
        }
        OptionalInt largest = OptionalInt.of(curve.largest().rank());
        VerdictRule plain = new OneStandardErrorRule();
        return Stream.of(plain, new MeasurableToleranceRule(tolerance), new GainShareRule(tolerance))
                .filter(candidate -> candidate.choose(curve).isPresent()
                        && !candidate.choose(curve).equals(largest))
                .findFirst()
                .orElse(plain);
    }
}
