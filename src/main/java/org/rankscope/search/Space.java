package org.rankscope.search;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.TargetSpec;

/**
 * What random and Bayesian search choose from at each rank, or what else a method's capacity is. Alpha, dropout and targets
 * are those of methods with a rank; the others have their usual setting, at a learning rate of their own.
 *
 * @param capacities at least one of at least one method, in the order of the methods
 * @param lowestRate smallest learning rate
 * @param highestRate largest learning rate
 * @param alphas alpha by rank: one function or several to choose from
 * @param dropouts two numbers, between which it is drawn; any other count: those to choose from
 * @param targets one or several to choose from
 * @param usual the setting of what isn't searched
 */
public record Space(
        Map<AdapterConfig.Method, List<Integer>> capacities,
        double lowestRate,
        double highestRate,
        List<IntToDoubleFunction> alphas,
        List<Double> dropouts,
        List<TargetSpec> targets,
        Setting.Usual usual) {
    /** Coordinates of {@link #at}: learning rate, alpha, dropout, targets. */
    static final int DIMENSIONS = 4;

    private static final int RATE_DIGITS = 2;
    private static final double DROPOUT_STEPS = 100;

    public Space {
        capacities = Collections.unmodifiableMap(new LinkedHashMap<>(capacities));
        alphas = List.copyOf(alphas);
        dropouts = List.copyOf(dropouts);
        targets = List.copyOf(targets);
    }

    /** The setting at {@code unit}, a point of the unit cube; rounded, so that a person can read and repeat it. */
    Setting at(AdapterConfig.Method method, int capacity, double[] unit) {
        double rate = lowestRate * Math.pow(highestRate / lowestRate, unit[0]);
        double rounded =
                BigDecimal.valueOf(rate).round(new MathContext(RATE_DIGITS)).doubleValue();
        double within = Math.max(lowestRate, Math.min(highestRate, rounded));
        if (method.knob() != AdapterConfig.Knob.RANK) {
            return usual.at(method, capacity, within);
        }
        return new Setting(
                method,
                capacity,
                within,
                pick(alphas, unit[1]).applyAsDouble(capacity),
                dropout(unit[2]),
                pick(targets, unit[3]));
    }

    /**
     * {@code setting} as a Gaussian process sees it: about [0, 1] in each coordinate, what is a choice of names one-hot,
     * and without those in which the space has but one value.
     */
    double[] features(Setting setting) {
        List<Double> features = new ArrayList<>();
        add(features, Math.log(setting.learningRate()), Math.log(lowestRate), Math.log(highestRate));
        add(
                features,
                size(setting.capacity()),
                sizes().min().orElse(0),
                sizes().max().orElse(0));
        if (alphas.size() > 1) {
            add(
                    features,
                    scaling(setting.alpha(), setting.capacity()),
                    scalings().min().orElse(0),
                    scalings().max().orElse(0));
        }
        add(features, setting.dropout(), least(dropouts), most(dropouts));
        addOneHot(features, setting.targets(), targets);
        addOneHot(features, setting.method(), List.copyOf(capacities.keySet()));
        return features.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private double dropout(double unit) {
        if (dropouts.size() != 2) {
            return pick(dropouts, unit);
        }
        double drawn = dropouts.get(0) + unit * (dropouts.get(1) - dropouts.get(0));
        double rounded = Math.round(drawn * DROPOUT_STEPS) / DROPOUT_STEPS;
        return Math.max(least(dropouts), Math.min(most(dropouts), rounded));
    }

    private DoubleStream scalings() {
        return capacities.entrySet().stream()
                .filter(method -> method.getKey().knob() == AdapterConfig.Knob.RANK)
                .flatMap(method -> method.getValue().stream())
                .flatMapToDouble(
                        rank -> alphas.stream().mapToDouble(alpha -> scaling(alpha.applyAsDouble(rank), rank)));
    }

    private DoubleStream sizes() {
        return capacities.values().stream().flatMapToDouble(own -> own.stream().mapToDouble(Space::size));
    }

    /** log2 of a capacity; of one where there is none. */
    private static double size(int capacity) {
        return log2(Math.max(1, capacity));
    }

    /** log2 of alpha / r. */
    private static double scaling(double alpha, int rank) {
        return log2(alpha / Math.max(1, rank));
    }

    private static void add(List<Double> features, double value, double low, double high) {
        if (high > low) {
            features.add((value - low) / (high - low));
        }
    }

    private static <T> void addOneHot(List<Double> features, T value, List<T> choices) {
        for (int i = 0; choices.size() > 1 && i < choices.size(); i++) {
            features.add(value.equals(choices.get(i)) ? 1.0 : 0.0);
        }
    }

    private static <T> T pick(List<T> choices, double unit) {
        return choices.get(Math.min(choices.size() - 1, (int) (unit * choices.size())));
    }

    private static double least(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    private static double most(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }
}
