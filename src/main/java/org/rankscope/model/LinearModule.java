package org.rankscope.model;

/**
 * A linear layer of a model: what adapters are put on.
 *
 * @param name its path in the model, as PEFT names it: {@code model.layers.0.self_attn.q_proj}
 * @param inFeatures size of the input
 * @param outFeatures size of the output
 * @param hasBias whether {@code name + ".bias"} is a parameter
 * @param head whether it is the output head, which {@code all-linear} leaves out
 */
public record LinearModule(String name, int inFeatures, int outFeatures, boolean hasBias, boolean head) {
    /** Name of the weight [out, in] in the model's file. */
    public String weightName() {
        return name + ".weight";
    }

    /** Name of the bias [out] in the model's file. */
    public String biasName() {
        return name + ".bias";
    }
}
