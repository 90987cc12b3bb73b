package org.rankscope.model.hf;

import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Value;

/** softcap · tanh(x / softcap), which stays within ±softcap: Gemma 2, arXiv 2408.00118, section 2. */
final class Softcap {
    private Softcap() {}

    static Value of(Layers layers, Value x, double softcap) {
        GraphBuilder g = layers.ops();
        Value inner = g.mul(x, g.constant((float) (1 / softcap)));
        return g.mul(Activation.TANH.of(layers, inner), g.constant((float) softcap));
    }
}
