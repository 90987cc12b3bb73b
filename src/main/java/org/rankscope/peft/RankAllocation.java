package org.rankscope.peft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;

/**
 * AdaLoRA's choice of the ranks that are left, by their importance (Zhang et al. 2023, arXiv 2303.10512, equations 8 to 11): of
 * each trained number the sensitivity is I = |w·g|, smoothed to Ī = β₁Ī + (1-β₁)I, its uncertainty Ū = β₂Ū + (1-β₂)|I - Ī|,
 * and its score Ī·Ū. A rank scores what its E does, and the mean over its row of A and over its column of B. The ranks with
 * the lowest scores go, as many as {@link AdaLoraSchedule} says.
 *
 * <p>As in PEFT 0.21 ({@code RankAllocator}): w is the value after the update, g the gradient as the optimiser took it, the
 * penalty's part included.
 */
final class RankAllocation implements StepRule {
    private static final String SENSITIVITY = "sensitivity";
    private static final String UNCERTAINTY = "uncertainty";
    /** The state that says which ranks are left: one number each, in the order of the layers, 1 or 0. */
    static final String KEPT = "kept";

    /** Whether the step's importance counts: 1, else 0; so {@link #ALLOCATES} and {@link #HOLDS}. */
    private static final String SCORES = "scores";

    private static final String ALLOCATES = "allocates";
    private static final String HOLDS = "holds";

    /** How many ranks are to go in all. */
    private static final String REMOVED = "removed";

    private final AdapterConfig config;
    private final List<AdaptedModule> targets;
    private final FlatParameters numbers;
    private final Orthogonality penalty;
    private final double beta1;
    private final double beta2;

    RankAllocation(AdapterConfig config, List<AdaptedModule> targets, Orthogonality penalty) {
        this.config = config;
        this.targets = targets;
        this.numbers = new FlatParameters(sizes(targets));
        this.penalty = penalty;
        this.beta1 = beta("beta1", config.beta1());
        this.beta2 = beta("beta2", config.beta2());
    }

    private static double beta(String field, Double stated) {
        double beta = stated == null ? AdaLora.BETA : stated;
        if (!(beta > 0 && beta < 1)) {
            throw new RequestException("adapter." + field + " is " + beta + "; expected a number above 0 and below 1.");
        }
        return beta;
    }

    /** Two numbers for each that is trained, one for each rank: 1 where it is left. */
    @Override
    public Map<String, Tensor> states() {
        Map<String, Tensor> states = new LinkedHashMap<>();
        states.put(SENSITIVITY, Tensor.zeros(DType.FLOAT, numbers.shape()));
        states.put(UNCERTAINTY, Tensor.zeros(DType.FLOAT, numbers.shape()));
        float[] all = new float[ranks()];
        Arrays.fill(all, 1);
        states.put(KEPT, Tensor.ofFloats(Shape.of(all.length), all));
        return states;
    }

    /** How many numbers A, E and B of each layer have. */
    private static Map<String, Shape> sizes(List<AdaptedModule> targets) {
        Map<String, Shape> sizes = new LinkedHashMap<>();
        for (AdaptedModule target : targets) {
            sizes.put(name(target, AdaLora.A), Shape.of(target.loraA().elements()));
            sizes.put(name(target, AdaLora.E), Shape.of(target.rank()));
            sizes.put(name(target, AdaLora.B), Shape.of(target.loraB().elements()));
        }
        return sizes;
    }

    private int ranks() {
        return targets.stream().mapToInt(AdaptedModule::rank).sum();
    }

    @Override
    public List<String> scalars() {
        return List.of(SCORES, ALLOCATES, HOLDS, REMOVED);
    }

    @Override
    public double[] scalars(int step, int steps) {
        AdaLoraSchedule schedule = schedule(steps);
        return new double[] {
            flag(schedule.scores(step)),
            flag(schedule.allocates(step)),
            flag(schedule.holds(step)),
            schedule.initial() - schedule.budget(step)
        };
    }

    private static double flag(boolean on) {
        return on ? 1 : 0;
    }

    private AdaLoraSchedule schedule(int steps) {
        return AdaLoraSchedule.of(config, targets.size(), steps);
    }

    @Override
    public Optional<Penalty> penalty(GraphBuilder g, Map<String, Value> trained) {
        return penalty.penalty(g, trained);
    }

    @Override
    public After after(GraphBuilder g, Step step) {
        Value product = g.mul(numbers.concat(g, step.trained()), numbers.concat(g, step.gradients()));
        Value importance = g.node(Op.ABS, List.of(product), Map.of(), product.dtype(), product.shape());
        Value before = step.states().get(SENSITIVITY);
        Value sensitivity = smoothed(g, before, importance, beta1);
        Value away = g.sub(importance, sensitivity);
        Value uncertainty = smoothed(
                g,
                step.states().get(UNCERTAINTY),
                g.node(Op.ABS, List.of(away), Map.of(), away.dtype(), away.shape()),
                beta2);
        Value counts = isSet(g, step.scalars().get(SCORES));
        Map<String, Value> states = new LinkedHashMap<>();
        states.put(SENSITIVITY, g.where(counts, sensitivity, before));
        states.put(UNCERTAINTY, g.where(counts, uncertainty, step.states().get(UNCERTAINTY)));

        Value scores = scores(g, g.mul(states.get(SENSITIVITY), states.get(UNCERTAINTY)));
        Value chosen =
                g.cast(g.greater(scores, threshold(g, scores, step.scalars().get(REMOVED))), DType.FLOAT);
        Value kept = g.where(
                isSet(g, step.scalars().get(ALLOCATES)), chosen, step.states().get(KEPT));
        states.put(KEPT, kept);
        Value loose = g.sub(g.constant(1), step.scalars().get(HOLDS));
        return new After(masked(g, step.trained(), isSet(g, g.max(kept, loose))), states);
    }

    private static Value isSet(GraphBuilder g, Value flag) {
        return g.greater(flag, g.constant(0.5f));
    }

    private static Value smoothed(GraphBuilder g, Value before, Value now, double beta) {
        return g.add(g.mul(before, g.constant((float) beta)), g.mul(now, g.constant((float) (1 - beta))));
    }

    private static String name(AdaptedModule target, String end) {
        return target.module().name() + "." + end;
    }

    /** The score of each rank of all layers, from those of the numbers. */
    private Value scores(GraphBuilder g, Value ofNumbers) {
        Map<String, Value> parts = numbers.split(g, ofNumbers);
        List<Value> scores = new ArrayList<>();
        for (AdaptedModule target : targets) {
            long rank = target.rank();
            Value ofA = parts.get(name(target, AdaLora.A));
            Value ofB = parts.get(name(target, AdaLora.B));
            ofA = mean(g, g.reshape(ofA, Shape.of(rank, ofA.shape().elements() / rank)), 1);
            ofB = mean(g, g.reshape(ofB, Shape.of(ofB.shape().elements() / rank, rank)), 0);
            scores.add(g.add(parts.get(name(target, AdaLora.E)), g.add(ofA, ofB)));
        }
        return g.concat(scores, 0);
    }

    private static Value mean(GraphBuilder g, Value x, int axis) {
        return g.mul(
                g.reduceSum(x, List.of((long) axis), false),
                g.constant(1f / x.shape().dim(axis)));
    }

    /** The largest score that goes; below all scores where none is to go. */
    private static Value threshold(GraphBuilder g, Value scores, Value removed) {
        long count = scores.shape().elements();
        Value ascending = g.add(
                        Op.TOP_K,
                        List.of(scores, g.constant(List.of(count))),
                        Map.of("axis", new Attribute.Int(0), "largest", new Attribute.Int(0)),
                        List.of(
                                new Value("ascending", DType.FLOAT, scores.shape()),
                                new Value("places", DType.INT64, scores.shape())))
                .output(0);
        Value last = g.cast(g.max(g.sub(removed, g.constant(1)), g.constant(0)), DType.INT64);
        return g.where(isSet(g, removed), g.gather(ascending, last), g.constant(-1));
    }

    /** {@code trained} with 0 for each E whose rank is not {@code left}. */
    private Map<String, Value> masked(GraphBuilder g, Map<String, Value> trained, Value left) {
        Map<String, Value> result = new LinkedHashMap<>(trained);
        List<Value> parts = g.split(
                left, 0, targets.stream().map(target -> (long) target.rank()).toList());
        for (int i = 0; i < targets.size(); i++) {
            String name = name(targets.get(i), AdaLora.E);
            Value singular = trained.get(name);
            result.put(name, g.where(g.reshape(parts.get(i), singular.shape()), singular, g.constant(0)));
        }
        return result;
    }

    /** From the last reallocation on: before it more is left than was asked for. A run that never gets there ends somewhere. */
    @Override
    public boolean isSettled(int done, int steps) {
        return done == steps || done > schedule(steps).settledAt();
    }

    @Override
    public Map<String, Integer> ranks(Map<String, Tensor> states) {
        Map<String, Integer> ranks = new LinkedHashMap<>();
        float[] kept = states.get(KEPT).floats();
        int from = 0;
        for (AdaptedModule target : targets) {
            int count = 0;
            for (int i = from; i < from + target.rank(); i++) {
                count += kept[i] > 0 ? 1 : 0;
            }
            ranks.put(target.module().name(), count);
            from += target.rank();
        }
        return ranks;
    }
}
