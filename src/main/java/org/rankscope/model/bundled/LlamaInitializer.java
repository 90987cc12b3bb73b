package org.rankscope.model.bundled;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.rankscope.io.StrictJson;
import org.rankscope.model.Task;

/** The configuration of a Llama of a given shape, as transformers 4 and 5 read it, and how its weights start. */
public final class LlamaInitializer {
    private static final double STANDARD_DEVIATION = 0.02;
    private static final List<String> RESIDUAL = List.of("o_proj.weight", "down_proj.weight");

    private LlamaInitializer() {}

    /** Writes the model of {@code seed} into {@code directory}, which is made where it is missing. */
    public static void write(Path directory, LlamaShape shape, long seed) throws IOException {
        RandomCheckpoint.Start start =
                new RandomCheckpoint.Start(STANDARD_DEVIATION, RESIDUAL, RESIDUAL.size() * shape.layers(), List.of());
        RandomCheckpoint.write(directory, config(shape), Task.CAUSAL_LM, start, seed);
    }

    /** Writes the configuration alone. */
    public static void writeConfig(Path directory, LlamaShape shape) throws IOException {
        StrictJson.write(directory.resolve(RandomCheckpoint.CONFIG), config(shape));
    }

    private static ObjectNode config(LlamaShape shape) {
        ObjectNode config = StrictJson.mapper().createObjectNode();
        config.putArray("architectures").add("LlamaForCausalLM");
        config.put("model_type", "llama")
                .put("vocab_size", shape.vocabSize())
                .put("hidden_size", shape.hiddenSize())
                .put("intermediate_size", shape.feedForwardSize())
                .put("num_hidden_layers", shape.layers())
                .put("num_attention_heads", shape.heads())
                .put("num_key_value_heads", shape.keyValueHeads())
                .put("head_dim", shape.hiddenSize() / shape.heads())
                .put("max_position_embeddings", shape.maxPositions())
                .put("rms_norm_eps", 1e-5)
                .put("hidden_act", "silu")
                .put("initializer_range", STANDARD_DEVIATION)
                .put("attention_bias", false)
                .put("attention_dropout", 0.0)
                .put("mlp_bias", false)
                .put("tie_word_embeddings", shape.tied())
                .put("use_cache", true)
                .put("bos_token_id", BytePairEncoding.BOS)
                .put("eos_token_id", BytePairEncoding.EOS)
                .put("pad_token_id", BytePairEncoding.PAD)
                .put("rope_theta", 10_000.0);
        config.putObject("rope_parameters").put("rope_theta", 10_000.0).put("rope_type", "default");
        config.put("torch_dtype", "float32").put("dtype", "float32");
        return config;
    }
}
