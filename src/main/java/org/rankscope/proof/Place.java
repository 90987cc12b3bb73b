package org.rankscope.proof;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Where an update is planted, and adapters are trained: late in the network, where a few hundred steps find all of it.
 */
public enum Place {
    OUTPUTS("o, down of the last block", 1, 200, 0.02, "o_proj", "down_proj"),
    ATTENTION("q, k, v, o of the last block", 1, 300, 0.01, "q_proj", "k_proj", "v_proj", "o_proj"),
    VALUES("v, o of the last two blocks", 2, 300, 0.01, "v_proj", "o_proj"),
    MLP("gate, up, down of the last block", 1, 300, 0.01, "gate_proj", "up_proj", "down_proj"),
    DOWN("down of the last block", 1, 200, 0.02, "down_proj");

    private final String words;
    private final int blocks;
    private final int steps;
    private final double learningRate;
    private final List<String> modules;

    Place(String words, int blocks, int steps, double learningRate, String... modules) {
        this.words = words;
        this.blocks = blocks;
        this.steps = steps;
        this.learningRate = learningRate;
        this.modules = List.of(modules);
    }

    List<String> modules() {
        return modules;
    }

    /** Optimiser steps in which a trial learns what its rank can hold, at {@link #learningRate}. */
    int steps() {
        return steps;
    }

    double learningRate() {
        return learningRate;
    }

    String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The blocks, of a model with {@code count} of them. */
    List<Integer> blocks(int count) {
        return IntStream.range(Math.max(0, count - blocks), count).boxed().toList();
    }

    @Override
    public String toString() {
        return words;
    }
}
