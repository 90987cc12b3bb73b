package org.rankscope.study;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.train.TrialSpec;

/**
 * A trial specification with lists where a person sweeps: the JSON of {@code rankscope sweep --spec}. The cells are
 * learning rates x seeds x ranks, rank varying fastest, so that a whole curve appears early.
 *
 * @param ranks at least one; default 1, 2, 4, 8, 16, 32
 * @param learningRates default: the one rate of {@code optimizer}
 * @param seeds default: the one {@code seed}
 * @param alpha how alpha follows the rank; default: ratio 2
 */
public record StudySpec(
        String model,
        Task task,
        DataSpec data,
        AdapterConfig adapter,
        String initialAdapter,
        TrialSpec.OptimizerSpec optimizer,
        TrialSpec.ScheduleSpec schedule,
        Integer batchSize,
        Integer sequenceLength,
        Integer steps,
        Integer evalEvery,
        Long seed,
        String device,
        String precision,
        Boolean gradientCheckpointing,
        List<Integer> ranks,
        List<Double> learningRates,
        List<Long> seeds,
        AlphaPolicy alpha) {

    /** How alpha follows the rank, and so the scaling alpha / r. */
    public record AlphaPolicy(Kind policy, Double value) {
        public enum Kind {
            /** alpha = value: the scaling falls as 1 / r. */
            FIXED("fixed"),
            /** alpha = value * r: the scaling is the same for every rank. */
            RATIO("ratio"),
            /** alpha = r: the scaling is 1. */
            RANK("rank"),
            /** alpha = value * sqrt(r): the scaling falls as 1 / sqrt(r), as in rsLoRA. */
            SQRT("sqrt");

            private final String json;

            Kind(String json) {
                this.json = json;
            }

            @JsonValue
            public String json() {
                return json;
            }
        }

        public AlphaPolicy {
            policy = policy == null ? Kind.RATIO : policy;
            value = value == null ? (policy == Kind.RATIO ? 2.0 : 16.0) : value;
        }

        public double alphaFor(int rank) {
            return switch (policy) {
                case FIXED -> value;
                case RATIO -> value * rank;
                case RANK -> rank;
                case SQRT -> value * Math.sqrt(rank);
            };
        }
    }

    public static final List<Integer> DEFAULT_RANKS = List.of(1, 2, 4, 8, 16, 32);

    public StudySpec {
        TrialSpec defaults = new TrialSpec(
                model,
                task,
                data,
                adapter,
                initialAdapter,
                optimizer,
                schedule,
                batchSize,
                sequenceLength,
                steps,
                evalEvery,
                seed,
                device,
                precision,
                gradientCheckpointing,
                null);
        adapter = defaults.adapter();
        optimizer = defaults.optimizer();
        schedule = defaults.schedule();
        batchSize = defaults.batchSize();
        sequenceLength = defaults.sequenceLength();
        steps = defaults.steps();
        evalEvery = defaults.evalEvery();
        seed = defaults.seed();
        device = defaults.device();
        precision = defaults.precision();
        gradientCheckpointing = defaults.gradientCheckpointing();
        ranks = ranks == null ? DEFAULT_RANKS : List.copyOf(ranks);
        learningRates = learningRates == null ? List.of(optimizer.learningRate()) : List.copyOf(learningRates);
        seeds = seeds == null ? List.of(seed) : List.copyOf(seeds);
        alpha = alpha == null ? new AlphaPolicy(null, null) : alpha;
    }

    /** The specification that every cell shares. */
    public TrialSpec trial() {
        return new TrialSpec(
                model,
                task,
                data,
                adapter,
                initialAdapter,
                optimizer,
                schedule,
                batchSize,
                sequenceLength,
                steps,
                evalEvery,
                seed,
                device,
                precision,
                gradientCheckpointing,
                null);
    }
}
