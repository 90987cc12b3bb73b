package org.rankscope.study;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.model.Precision;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.TargetSpec;
import org.rankscope.train.TrialSpec;

/**
 * What every cell of a study shares, with lists where a person sweeps, and how to search among them: the JSON of {@code
 * rankscope sweep --spec}, where the fields of the trial stand beside those of the study.
 *
 * @param ranks at least one; default 1, 2, 4, 8, 16, 32. The capacities of every method that has one: see {@link
 *     AdapterConfig.Knob}
 * @param learningRates default: the one rate of the trial's optimiser
 * @param seeds default: the trial's; a search looks at the first, and runs the best of each rank with the others
 * @param alpha how alpha follows the rank; default: ratio 2
 * @param strategy default: grid
 * @param methods adapter methods, each of which is swept; default: that of the trial's adapter
 * @param capacities other ones than {@code ranks} for some of the methods; null where there are none
 * @param learningRate whether the rates are given or searched; default: given
 * @param firstLearningRate where a search begins that has no range; null: at the rate of the trial's optimiser
 * @param budget null where there is none
 * @param searchSpace what random and Bayesian search vary; null: the learning rate alone
 * @param pruning whether cells at a hopeless learning rate are stopped; default: where the rates are searched
 */
@RecordBuilder
public record StudySpec(
        @JsonUnwrapped @JsonIgnoreProperties("dump_gradients_at_step")
        TrialSpec trial,

        List<Integer> ranks,
        List<Double> learningRates,
        List<Long> seeds,
        AlphaPolicy alpha,
        Strategy strategy,
        List<AdapterConfig.Method> methods,
        Map<AdapterConfig.Method, List<Integer>> capacities,
        RateChoice learningRate,
        Double firstLearningRate,
        Budget budget,
        SearchSpace searchSpace,
        Boolean pruning)
        implements StudySpecBuilder.With {

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

    public static final List<Integer> DEFAULT_RANKS = List.of(1, 2, 4, 8, 16, 32);

    public StudySpec {
        ranks = ranks == null ? DEFAULT_RANKS : List.copyOf(ranks);
        learningRates = learningRates == null ? List.of(trial.optimizer().learningRate()) : List.copyOf(learningRates);
        seeds = seeds == null ? List.of(trial.seed()) : List.copyOf(seeds);
        alpha = alpha == null ? new AlphaPolicy(null, null) : alpha;
        strategy = strategy == null ? Strategy.GRID : strategy;
        methods = methods == null && trial.adapter() != null
                ? List.of(trial.adapter().method())
                : methods;
        learningRate = learningRate == null ? RateChoice.GIVEN : learningRate;
        pruning = pruning == null ? strategy.isOverSpace() || learningRate == RateChoice.TUNE : pruning;
    }

    /**
     * The capacities that are tried, by method: 0 alone where there is nothing to choose, the largest alone of DyLoRA, which
     * trains those below it at once.
     */
    public Map<AdapterConfig.Method, List<Integer>> tried() {
        Map<AdapterConfig.Method, List<Integer>> tried = new LinkedHashMap<>();
        for (AdapterConfig.Method method : methods) {
            List<Integer> own = stated(method);
            tried.put(
                    method,
                    switch (method) {
                        case DYLORA -> List.of(Collections.max(own));
                        default -> method.knob() == AdapterConfig.Knob.NONE ? List.of(0) : own;
                    });
        }
        return tried;
    }

    /** The capacities that are stated for {@code method}, whatever becomes of them. */
    List<Integer> stated(AdapterConfig.Method method) {
        return capacities == null ? ranks : capacities.getOrDefault(method, ranks);
    }

    /** The adapter of a cell, where nothing else is searched over. */
    public AdapterConfig adapter(AdapterConfig.Method method, int capacity) {
        return adapter(method, capacity, trial.adapter().targetModules());
    }

    /** The adapter of a cell, where modules are searched over as well. */
    AdapterConfig adapter(AdapterConfig.Method method, int capacity, TargetSpec targets) {
        double dropout = trial.adapter().loraDropout();
        return adapter(method, capacity, alphaFor(method, capacity), dropout, targets);
    }

    /** The adapter of any cell. The ranks in a DyLoRA have the alphas that the study's cells at those ranks have. */
    AdapterConfig adapter(
            AdapterConfig.Method method, int capacity, double cellAlpha, double dropout, TargetSpec targets) {
        AdapterConfig shared = trial.adapter();
        AdapterConfig cell = shared.with(method, capacity, cellAlpha, dropout, targets);
        return method == AdapterConfig.Method.DYLORA && shared.alphaPower() == null
                ? AdapterConfigBuilder.builder(cell).alphaPower(alpha.power()).build()
                : cell;
    }

    /** What alpha is by {@code alpha}; the default stands where a method has no rank for it to follow. */
    double alphaFor(AdapterConfig.Method method, int capacity) {
        return method.knob() == AdapterConfig.Knob.RANK ? alpha.alphaFor(capacity) : AdapterConfig.DEFAULT_ALPHA;
    }

    /** This study with the precision of QLoRA's base, where no other method is tried and the precision leaves it open. */
    public StudySpec withOwnPrecision() {
        return methods.equals(List.of(AdapterConfig.Method.QLORA)) && trial.precision() == Precision.FP32
                ? withTrial(trial.withPrecision(Precision.NF4))
                : this;
    }

    /** Whether the learning rates are searched and no range or start is stated. */
    public boolean needsFirstRate() {
        boolean searched = strategy.isOverSpace()
                ? searchSpace == null || searchSpace.learningRate() == null
                : learningRate == RateChoice.TUNE;
        return searched && firstLearningRate == null;
    }
}
