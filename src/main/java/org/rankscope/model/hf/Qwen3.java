package org.rankscope.model.hf;

import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * Qwen3: a {@link Llama} that norms the queries and keys of each head before they are turned (Yang et al. 2025, arXiv
 * 2505.09388, section 2; {@code Qwen3ForCausalLM}).
 */
final class Qwen3 extends Llama {
    private static final int HEAD_DIM = 128;
    private static final LlamaConfig.Defaults DEFAULTS = Qwen2.defaults(HEAD_DIM, LlamaConfig.Biases.CONFIGURED);

    private Qwen3(LlamaConfig config, SlidingWindows windows) {
        super("Qwen3", config, windows);
    }

    static Qwen3 read(ConfigFields fields) {
        LlamaConfig config = LlamaConfig.read(fields, DEFAULTS);
        return new Qwen3(config, Qwen2.windows(fields, config));
    }

    @Override
    FusedHeads projected(Layers layers, String path, Value x) {
        FusedHeads parts = super.projected(layers, path, x);
        return new FusedHeads(
                normed(layers, path + ".q_norm", parts.queries()),
                normed(layers, path + ".k_norm", parts.keys()),
                parts.values());
    }

    /** x [batch · seq, heads · dim], each head normed by itself. */
    private Value normed(Layers layers, String path, Value x) {
        GraphBuilder g = layers.ops();
        long dim = config.heads().dim();
        Value apart = g.reshape(x, Shape.of(x.shape().elements() / dim, dim));
        return g.reshape(norm(layers, path, apart), x.shape());
    }
}
