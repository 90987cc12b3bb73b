package org.rankscope.search;

import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.TargetSpec;

/**
 * All by which the cells of a study may differ but the seed.
 *
 * @param capacity how large the method's adapters are, by its {@link AdapterConfig.Method#knob}: the rank, mostly; 0 where
 *     there is nothing to choose
 * @param alpha of a method without a rank it means nothing, as do dropout and targets where the method has none
 * @param dropout probability, in [0, 1)
 * @param targets which modules get an adapter
 */
public record Setting(
        AdapterConfig.Method method,
        int capacity,
        double learningRate,
        double alpha,
        double dropout,
        TargetSpec targets) {

    boolean isOf(AdapterConfig.Method otherMethod, int otherCapacity) {
        return method == otherMethod && capacity == otherCapacity;
    }

    /** Whether nothing differs but the learning rate. */
    boolean isLike(Setting other) {
        return equals(
                new Setting(other.method, other.capacity, learningRate, other.alpha, other.dropout, other.targets));
    }

    /** What a study runs at a capacity and a learning rate where it searches over nothing else. */
    @FunctionalInterface
    public interface Usual {
        Setting at(AdapterConfig.Method method, int capacity, double learningRate);
    }
}
