package org.rankscope.search;

import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.TargetSpec;

/**
 * All by which the cells of a study may differ but the seed.
 *
 * @param dropout probability, in [0, 1)
 * @param targets which modules get an adapter
 */
public record Setting(
        AdapterConfig.Method method, int rank, double learningRate, double alpha, double dropout, TargetSpec targets) {

    boolean isOf(AdapterConfig.Method otherMethod, int otherRank) {
        return method == otherMethod && rank == otherRank;
    }

    /** Whether nothing differs but the learning rate. */
    boolean isLike(Setting other) {
        return equals(new Setting(other.method, other.rank, learningRate, other.alpha, other.dropout, other.targets));
    }

    /** What a study runs at a rank and a learning rate where it searches over nothing else. */
    @FunctionalInterface
    public interface Usual {
        Setting at(AdapterConfig.Method method, int rank, double learningRate);
    }
}
