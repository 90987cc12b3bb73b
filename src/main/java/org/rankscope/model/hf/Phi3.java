package org.rankscope.model.hf;

import java.util.List;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Value;

/**
 * Phi-3: a {@link Llama} with one layer for queries, keys and values, one for gate and up, and LongRoPE for long texts (Abdin
 * et al. 2024, arXiv 2404.14219, section 2; {@code Phi3ForCausalLM}).
 */
final class Phi3 extends Llama {
    private static final int ORIGINAL_LENGTH = 4096;
    private static final int PAD = 32_000;
    private static final LlamaConfig.Defaults DEFAULTS = new LlamaConfig.Defaults(
            0,
            0,
            1e-5,
            Activation.SILU,
            LlamaConfig.Biases.NONE,
            new RopeParameters.Defaults(
                    "rope_theta", RopeParameters.DEFAULT_THETA, "partial_rotary_factor", 1, ORIGINAL_LENGTH, true),
            new Tokens.Defaults(4096, false).padding(PAD));

    private Phi3(LlamaConfig config, SlidingWindows windows) {
        super("Phi-3", config, windows);
    }

    static Phi3 read(ConfigFields fields) {
        LlamaConfig config = LlamaConfig.read(fields, DEFAULTS);
        int window = fields.positiveIntOrNone("sliding_window", 0);
        return new Phi3(config, SlidingWindows.everywhere(config.numHiddenLayers(), window));
    }

    @Override
    FusedHeads projected(Layers layers, String path, Value x) {
        Heads heads = config.heads();
        long features = heads.queryFeatures() + 2 * heads.keyFeatures();
        return FusedHeads.inOrder(layers, heads, layers.linear(path + ".qkv_proj", x, features, false));
    }

    @Override
    Value mlp(Layers layers, String path, Value x) {
        GraphBuilder g = layers.ops();
        long size = config.intermediateSize();
        List<Value> parts = g.split(layers.linear(path + ".gate_up_proj", x, 2 * size, false), 1, List.of(size, size));
        Value gated = g.mul(config.activation().of(layers, parts.get(0)), parts.get(1));
        return layers.linear(path + ".down_proj", gated, config.hiddenSize(), false);
    }
}
