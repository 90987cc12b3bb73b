package org.rankscope.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer of a study, as it stands in {@code verdict.json}.
 *
 * @param kind which of the four forms
 * @param rank the rank advised (for {@code noisy} and {@code extend}: the one the rule points at so far)
 * @param rule the rule that decided, in words: "smallest rank within 1 % of the best"
 * @param metric what was compared: "eval_loss"
 * @param best the rank with the best mean
 * @param margin mean of the chosen rank minus that of the best, in units of the metric, made positive where the chosen
 *     is worse
 * @param runnersUp the other ranks with their means and how they compare, best first
 * @param warnings plain sentences
 * @param reason one plain sentence for a person
 * @param method the adapter method advised; empty where the table states none
 * @param ranks every rank of every method at its own best setting, ascending; those outside a budget too
 * @param indistinguishable of the method advised: groups of neighbouring ranks that can't be told apart, each ascending and of two or more; empty
 *     where nothing is known of the noise
 * @param rules what each rule says of the method advised
 * @param separations of the method advised: pairs of neighbouring ranks, and each rank against the advised one
 * @param references what methods without a rank to be judged reach, each at its own best setting
 */
@RecordBuilder
public record Verdict(
        Kind kind,
        int rank,
        String rule,
        String metric,
        RankValue best,
        double margin,
        @JsonProperty("runners_up") List<RunnerUp> runnersUp,
        List<String> warnings,
        String reason,
        String method,
        List<RankResult> ranks,
        List<List<Integer>> indistinguishable,
        List<RuleOpinion> rules,
        List<Separation> separations,
        List<RankResult> references)
        implements VerdictBuilder.With {

    public enum Kind {
        CHOOSE("choose"),
        FLAT("flat"),
        EXTEND("extend"),
        NOISY("noisy");

        private final String json;

        Kind(String json) {
            this.json = json;
        }

        @JsonValue
        public String json() {
            return json;
        }
    }

    /** A rank and its mean value. */
    public record RankValue(int rank, double value) {}

    /**
     * Another rank and what it costs.
     *
     * @param method adapter method; empty where the table states none
     * @param standardError of {@code value}; NaN where unknown, which JSON writes as null
     * @param difference how much worse than the best, in units of the metric
     * @param parameterRatio its trainable parameters over those of the rank advised; as ranks go where they are unknown
     * @param cost what it costs
     */
    public record RunnerUp(
            String method,
            int rank,
            double value,

            @JsonProperty("standard_error")
            @JsonSerialize(using = UnknownNumber.Writer.class)
            @JsonDeserialize(using = UnknownNumber.Reader.class)
            double standardError,

            double difference,
            @JsonProperty("parameter_ratio") double parameterRatio,
            Cost cost) {}

    public Verdict {
        runnersUp = List.copyOf(runnersUp);
        warnings = List.copyOf(warnings);
        ranks = ranks == null ? List.of() : List.copyOf(ranks);
        indistinguishable = indistinguishable == null ? List.of() : List.copyOf(indistinguishable);
        rules = rules == null ? List.of() : List.copyOf(rules);
        separations = separations == null ? List.of() : List.copyOf(separations);
        references = references == null ? List.of() : List.copyOf(references);
    }

    /** The same with {@code first} before its own warnings. */
    public Verdict withWarningsFirst(List<String> first) {
        List<String> all = new ArrayList<>(first);
        all.addAll(warnings);
        return withWarnings(all);
    }

    /** The answer alone, without the table that it rests on. */
    public Verdict(
            Kind kind,
            int rank,
            String rule,
            String metric,
            RankValue best,
            double margin,
            List<RunnerUp> runnersUp,
            List<String> warnings,
            String reason) {
        this(
                kind, rank, rule, metric, best, margin, runnersUp, warnings, reason, "", List.of(), List.of(),
                List.of(), List.of(), List.of());
    }
}
