package org.rankscope.assets;

import java.util.Arrays;
import java.util.List;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.TargetSpec;

/**
 * The teacher of the planted-rank task: late in the network, so that a student finds all of it in two hundred steps and
 * the curve shows capacity, not the speed of learning; and strong enough that a rank too small costs several percent of
 * the loss. (At half the weight's size, the last block of the bundled model changes the loss by less than one percent.)
 */
final class PlantedTeacher {
    static final int RANK = 4;
    private static final double STRENGTH = 1.5;

    private static final List<String> TARGETS = List.of("o_proj", "down_proj");

    private PlantedTeacher() {}

    /** Singular values of the update as multiples of the largest one of the weight: all the same. */
    static double[] strengths() {
        double[] strengths = new double[RANK];
        Arrays.fill(strengths, STRENGTH);
        return strengths;
    }

    /** Where the update stands: in the last one of {@code layers} blocks, with scaling 1. */
    static AdapterConfig config(int layers) {
        return AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.LORA)
                .r(RANK)
                .loraAlpha((double) RANK)
                .targetModules(TargetSpec.list(TARGETS))
                .layersToTransform(List.of(layers - 1))
                .build();
    }
}
