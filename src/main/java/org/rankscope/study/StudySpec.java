package org.rankscope.study;

import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.rankscope.data.DataSpec;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.TargetSpec;
import org.rankscope.train.TrialSpec;

/**
 * A trial specification with lists where a person sweeps, and how to search among them: the JSON of {@code rankscope
 * sweep --spec}.
 *
 * @param ranks at least one; default 1, 2, 4, 8, 16, 32
 * @param learningRates default: the one rate of {@code optimizer}
 * @param seeds default: the one {@code seed}; a search looks at the first, and runs the best of each rank with the others
 * @param alpha how alpha follows the rank; default: ratio 2
 * @param strategy default: grid
 * @param methods adapter methods, each of which is swept; default: that of {@code adapter}
 * @param learningRate whether the rates are given or searched; default: given
 * @param firstLearningRate where a search begins that has no range; null: at the rate of {@code optimizer}
 * @param budget null where there is none
 * @param searchSpace what random and Bayesian search vary; null: the learning rate alone
 * @param pruning whether cells at a hopeless learning rate are stopped; default: where the rates are searched
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
        AlphaPolicy alpha,
        Strategy strategy,
        List<AdapterConfig.Method> methods,
        RateChoice learningRate,
        Double firstLearningRate,
        Budget budget,
        SearchSpace searchSpace,
        Boolean pruning) {

    /** Which cells a study has, and in which order. */
    public enum Strategy {
        /** Every learning rate x seed x rank. */
        GRID("grid"),
        /** From the smallest rank up in doublings, until they stop helping. */
        LADDER("ladder"),
        /** Settings drawn from {@code search_space}. */
        RANDOM("random"),
        /** Settings of {@code search_space} that promise the most, after those tried so far. */
        BAYESIAN("bayesian");

        private final String json;

        Strategy(String json) {
            this.json = json;
        }

        @JsonValue
        public String json() {
            return json;
        }

        /** Whether it chooses from {@code search_space}, within a budget. */
        public boolean isOverSpace() {
            return this == RANDOM || this == BAYESIAN;
        }
    }

    /** Where learning rates come from. */
    public enum RateChoice {
        /** From {@code learning_rates}. */
        GIVEN("given"),
        /** From a search for the best one of each rank. */
        TUNE("tune");

        private final String json;

        RateChoice(String json) {
            this.json = json;
        }

        @JsonValue
        public String json() {
            return json;
        }
    }

    /**
     * What a study may spend; null where it does not matter.
     *
     * @param trials cells, every seed counted, whatever came of them
     * @param minutes of training, over all runs of the study; a cell that has begun is finished
     */
    public record Budget(Integer trials, Double minutes) {}

    /**
     * What random and Bayesian search vary beside the rank; null for what stays as it is.
     *
     * @param learningRate the smallest and the largest
     * @param alphaRatio alpha / r, to choose from
     * @param alpha alphas to choose from
     * @param loraDropout two numbers: the smallest and the largest; any other count: those to choose from
     * @param targetModules sets of modules to choose from
     */
    public record SearchSpace(
            List<Double> learningRate,
            List<Double> alphaRatio,
            List<Double> alpha,
            List<Double> loraDropout,
            List<TargetSpec> targetModules) {}

    /**
     * How alpha follows the rank, and so what the update BA is multiplied with: alpha / r (Hu et al., "LoRA", 2021,
     * section 4.1), or alpha / sqrt(r) if rank-stabilised (Kalajdzievski, "A Rank Stabilization Scaling Factor for
     * Fine-Tuning with LoRA", 2023). Whichever it is, it is one choice for the whole study.
     */
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

        /** What the update is multiplied with, as it is written: {@code 2}, {@code 16/r}. */
        public String scaling(boolean rankStabilised) {
            return switch (policy) {
                case FIXED -> number() + (rankStabilised ? "/√r" : "/r");
                case RATIO -> number() + (rankStabilised ? "·√r" : "");
                case RANK -> rankStabilised ? "√r" : "1";
                case SQRT -> number() + (rankStabilised ? "" : "/√r");
            };
        }

        /**
         * What becomes of the update's scale as the rank grows, in one sentence.
         *
         * @param rankStabilised whether the update is multiplied with alpha / sqrt(r) and not alpha / r
         * @param ranks those that are tried, ascending; the scale is told for the first and the last
         */
        public String effect(boolean rankStabilised, List<Integer> ranks) {
            String scaling = scaling(rankStabilised);
            String where = !scaling.contains("r")
                    ? " at every rank"
                    : ranks.size() < 2
                            ? ""
                            : ", " + at(ranks.get(0), rankStabilised) + " and "
                                    + at(ranks.get(ranks.size() - 1), rankStabilised);
            return "Update times " + scaling + where + ": " + consequence(rankStabilised) + ".";
        }

        private String at(int rank, boolean rankStabilised) {
            double scale = alphaFor(rank) / (rankStabilised ? Math.sqrt(rank) : rank);
            return new BigDecimal(scale)
                            .round(new MathContext(3))
                            .stripTrailingZeros()
                            .toPlainString()
                    + " at rank " + rank;
        }

        private String consequence(boolean rankStabilised) {
            String falling = "each direction counts for less at a larger rank, which learns more slowly";
            String stable = "large ranks learn as fast as small ones (rsLoRA)";
            String constant = "it grows with the rank, so larger ranks want smaller learning rates";
            String growing = "it grows fast with the rank, so larger ranks want much smaller learning rates";
            return switch (policy) {
                case FIXED -> rankStabilised ? stable : falling;
                case RATIO, RANK -> rankStabilised ? growing : constant;
                case SQRT -> rankStabilised ? constant : stable;
            };
        }

        private String number() {
            return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
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
        strategy = strategy == null ? Strategy.GRID : strategy;
        methods = methods == null && adapter != null ? List.of(adapter.method()) : methods;
        learningRate = learningRate == null ? RateChoice.GIVEN : learningRate;
        pruning = pruning == null ? strategy.isOverSpace() || learningRate == RateChoice.TUNE : pruning;
    }

    /** A grid over given learning rates. */
    public StudySpec(
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
        this(
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
                ranks,
                learningRates,
                seeds,
                alpha,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** This study with another specification for what its cells share. */
    public StudySpec withTrial(TrialSpec trial) {
        return new StudySpec(
                trial.model(),
                trial.task(),
                trial.data(),
                trial.adapter(),
                trial.initialAdapter(),
                trial.optimizer(),
                trial.schedule(),
                trial.batchSize(),
                trial.sequenceLength(),
                trial.steps(),
                trial.evalEvery(),
                trial.seed(),
                trial.device(),
                trial.precision(),
                trial.gradientCheckpointing(),
                ranks,
                learningRates,
                seeds,
                alpha,
                strategy,
                methods,
                learningRate,
                firstLearningRate,
                budget,
                searchSpace,
                pruning);
    }

    /** This study with another search over the same trials. */
    public StudySpec withSearch(
            Strategy newStrategy,
            List<AdapterConfig.Method> newMethods,
            RateChoice newLearningRate,
            Double newFirst,
            Budget newBudget,
            SearchSpace newSpace,
            Boolean newPruning) {
        return new StudySpec(
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
                ranks,
                learningRates,
                seeds,
                alpha,
                newStrategy,
                newMethods,
                newLearningRate,
                newFirst,
                newBudget,
                newSpace,
                newPruning);
    }

    /** Whether the learning rates are searched and no range or start is stated. */
    public boolean needsFirstRate() {
        boolean searched = strategy.isOverSpace()
                ? searchSpace == null || searchSpace.learningRate() == null
                : learningRate == RateChoice.TUNE;
        return searched && firstLearningRate == null;
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
