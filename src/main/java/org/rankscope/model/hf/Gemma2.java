package org.rankscope.model.hf;

import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Value;

/**
 * Gemma 2: a {@link Gemma} with norms before and after attention and MLP, whose every other block sees a sliding window, and
 * whose attention scores and logits are bent by softcap · tanh(x / softcap) (Gemma Team 2024, arXiv 2408.00118, section 2;
 * {@code Gemma2ForCausalLM}).
 */
final class Gemma2 extends Gemma {
    private static final int KEY_VALUE_HEADS = 4;
    private static final LlamaConfig.Defaults DEFAULTS = defaults(KEY_VALUE_HEADS);
    private static final int WINDOW = 4096;
    private static final double QUERY_SCALAR = 256;
    private static final double SCORE_SOFTCAP = 50;
    private static final double LOGIT_SOFTCAP = 30;

    private final Heads heads;
    private final double logitSoftcap;

    private Gemma2(LlamaConfig config, SlidingWindows windows, ConfigFields fields) {
        super("Gemma 2", config, windows, fields);
        Heads plain = config.heads();
        this.heads = new Heads(
                plain.count(),
                plain.keyValueCount(),
                plain.dim(),
                1 / Math.sqrt(fields.positiveNumber("query_pre_attn_scalar", QUERY_SCALAR)),
                fields.positiveNumberOrNone("attn_logit_softcapping", SCORE_SOFTCAP));
        this.logitSoftcap = fields.positiveNumberOrNone("final_logit_softcapping", LOGIT_SOFTCAP);
    }

    static Gemma2 read(ConfigFields fields) {
        LlamaConfig config = LlamaConfig.read(fields, DEFAULTS);
        int window = fields.positiveIntOrNone("sliding_window", WINDOW);
        return new Gemma2(
                config, SlidingWindows.read(fields, config.numHiddenLayers(), window, layer -> layer % 2 == 0), fields);
    }

    @Override
    Heads heads() {
        return heads;
    }

    @Override
    Value block(Layers layers, String path, Value x, Rotary rotary, AttentionBias bias) {
        GraphBuilder g = layers.ops();
        Value seen = attention(layers, path + ".self_attn", norm(layers, path + ".input_layernorm", x), rotary, bias);
        Value attended = g.add(x, norm(layers, path + ".post_attention_layernorm", seen));
        Value thought = mlp(layers, path + ".mlp", norm(layers, path + ".pre_feedforward_layernorm", attended));
        return g.add(attended, norm(layers, path + ".post_feedforward_layernorm", thought));
    }

    @Override
    public Value bent(Layers layers, Value logits) {
        return logitSoftcap == 0
                ? logits
                : layers.ops().in("final_logit_softcapping", () -> Softcap.of(layers, logits, logitSoftcap));
    }
}
