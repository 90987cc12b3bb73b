package org.rankscope.assets;

import java.util.List;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.TargetSpec;

/**
 * The teacher of the planted-rank task: late in the network, of moderate size, so that a student can find all of it in
 * a
 * few hundred steps and the curve shows capacity, not the speed of learning.
 */
final class PlantedTeacher {
    static final int RANK = 4;
    /** Singular values of the update as a multiple of the largest one of the weight. */
    static final double STRENGTH = 0.5;

    private static final List<String> TARGETS = List.of("o_proj", "down_proj");

    private PlantedTeacher() {}

    /** Where the update stands: in the last one of {@code layers} blocks, with scaling 1. */
    static AdapterConfig config(int layers) {
        return new AdapterConfig(AdapterConfig.Method.LORA, RANK, (double) RANK, 0.0, TargetSpec.list(TARGETS), false,
                false,
                null, null, AdapterConfig.Bias.NONE, List.of(layers - 1));
    }
}
