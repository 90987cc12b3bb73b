package org.rankscope.model.hf;

import org.rankscope.graph.Value;

/** Down(act(gate(x)) ∘ up(x)): Shazeer 2020 (arXiv 2002.05202), equation 6. */
final class GatedMlp {
    private GatedMlp() {}

    /** @param path of the module, whose layers are {@code gate_proj}, {@code up_proj} and {@code down_proj} */
    static Value of(Layers layers, String path, Value x, long intermediate, Activation activation, boolean bias) {
        Value gate = layers.linear(path + ".gate_proj", x, intermediate, bias);
        Value up = layers.linear(path + ".up_proj", x, intermediate, bias);
        Value gated = layers.ops().mul(activation.of(layers, gate), up);
        return layers.linear(path + ".down_proj", gated, Layers.features(x), bias);
    }
}
