package org.rankscope.model.hf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.NormalNumbers;
import org.rankscope.model.Task;
import org.rankscope.safetensors.SafetensorsWriter;

/** Small decoders with random weights, of odd sizes: no two numbers are alike that might be taken for one another. */
public final class TinyDecoders {
    private static final double DEVIATION = 0.3;

    private static final String LLAMA = """
            "hidden_size": 24, "intermediate_size": 22, "num_hidden_layers": 3, "num_attention_heads": 4,
            "num_key_value_heads": 2, "head_dim": 10, "vocab_size": 37, "max_position_embeddings": 512
            """;
    private static final String PHI3 = """
            "hidden_size": 40, "intermediate_size": 22, "num_hidden_layers": 2, "num_attention_heads": 4,
            "num_key_value_heads": 2, "vocab_size": 37, "max_position_embeddings": 64, "pad_token_id": 0
            """;
    private static final String NEOX = """
            "hidden_size": 30, "intermediate_size": 22, "num_hidden_layers": 2, "num_attention_heads": 3, "vocab_size": 37
            """;
    private static final String GPT2 = """
            "n_embd": 24, "n_layer": 3, "n_head": 3, "n_positions": 300, "vocab_size": 37
            """;
    private static final String OPT = """
            "hidden_size": 24, "ffn_dim": 22, "num_hidden_layers": 2, "num_attention_heads": 3, "vocab_size": 37,
            "max_position_embeddings": 300
            """;
    private static final String FALCON = """
            "hidden_size": 36, "num_hidden_layers": 2, "num_attention_heads": 6, "vocab_size": 37
            """;
    private static final String BLOOM = """
            "hidden_size": 36, "n_layer": 2, "n_head": 6, "vocab_size": 37
            """;

    /** Configurations by what each is there for; the first word is the model type. */
    private static final Map<String, String> CONFIGS = new LinkedHashMap<>();

    static {
        add("llama plain", LLAMA, "");
        add("llama biases", LLAMA, "'attention_bias': true, 'mlp_bias': true, 'tie_word_embeddings': true");
        add("llama linear", LLAMA, "'rope_scaling': {'type': 'linear', 'factor': 3.0}, 'rope_theta': 500.0");
        add("llama dynamic", LLAMA, "'rope_scaling': {'type': 'dynamic', 'factor': 3.0}");
        add(
                "llama llama3",
                LLAMA,
                "'rope_parameters': {'rope_type': 'llama3', 'rope_theta': 100.0, 'factor': 8.0, 'low_freq_factor': 1.0,"
                        + " 'high_freq_factor': 4.0, 'original_max_position_embeddings': 64}");
        add(
                "llama yarn",
                LLAMA,
                "'rope_parameters': {'rope_type': 'yarn', 'rope_theta': 50.0, 'factor': 4.0,"
                        + " 'original_max_position_embeddings': 128}");
        add("mistral window", LLAMA, "'sliding_window': 5");
        add("mistral unlimited", LLAMA, "'sliding_window': null");
        add("mistral wide", LLAMA, "'sliding_window': 150");
        add("qwen2 plain", LLAMA, "'sliding_window': 4");
        add("qwen2 upper", LLAMA, "'use_sliding_window': true, 'sliding_window': 4, 'max_window_layers': 1");
        add(
                "qwen2 types",
                LLAMA,
                "'use_sliding_window': true, 'sliding_window': 4, 'layer_types':"
                        + " ['sliding_attention', 'full_attention', 'sliding_attention']");
        add("qwen3 plain", LLAMA, "'rope_theta': 1000000.0, 'tie_word_embeddings': true");
        add("qwen3 biases", LLAMA, "'attention_bias': true");
        add("gemma plain", LLAMA, "'hidden_act': 'gelu', 'hidden_activation': 'gelu_pytorch_tanh'");
        add(
                "gemma2 plain",
                LLAMA,
                "'sliding_window': 3, 'attn_logit_softcapping': 1.5, 'final_logit_softcapping': 4.0,"
                        + " 'query_pre_attn_scalar': 7");
        add(
                "gemma2 uncapped",
                LLAMA,
                "'sliding_window': 3, 'attn_logit_softcapping': null, 'final_logit_softcapping': null, 'layer_types':"
                        + " ['full_attention', 'sliding_attention', 'full_attention']");
        add("gemma2 defaults", LLAMA, "'sliding_window': 150");
        add("phi3 plain", PHI3, "'sliding_window': 6");
        add("phi3 longrope", PHI3, longRope("longrope") + ", 'partial_rotary_factor': 0.6");
        add("phi3 su", PHI3, longRope("su") + ", 'partial_rotary_factor': 0.6");
        add("gpt2 plain", GPT2, "");
        add("gpt2 scaled", GPT2, "'n_inner': 50, 'scale_attn_by_inverse_layer_idx': true");
        add("gpt2 unscaled", GPT2, "'scale_attn_weights': false, 'tie_word_embeddings': false");
        add("gpt_neox plain", NEOX, "'rotary_pct': 0.4, 'rotary_emb_base': 100");
        add("gpt_neox defaults", NEOX.replace("30", "24"), "");
        add(
                "gpt_neox in turn",
                NEOX,
                "'rope_parameters': {'rope_type': 'default', 'rope_theta': 100.0, 'partial_rotary_factor': 0.4},"
                        + " 'use_parallel_residual': false, 'attention_bias': false");
        add("opt plain", OPT, "");
        add("opt after", OPT, "'do_layer_norm_before': false, 'word_embed_proj_dim': 14");
        add("opt bare", OPT, "'_remove_final_layer_norm': true, 'enable_bias': false");
        add("falcon plain", FALCON, "");
        add("falcon grouped", FALCON, "'new_decoder_architecture': true, 'num_kv_heads': 2, 'multi_query': false");
        add(
                "falcon one norm",
                FALCON,
                "'new_decoder_architecture': true, 'num_kv_heads': 3, 'num_ln_in_parallel_attn': 1, 'bias': true");
        add(
                "falcon alibi",
                FALCON,
                "'alibi': true, 'multi_query': false, 'parallel_attn': false, 'bias': true, 'ffn_hidden_size': 50");
        add("bloom plain", BLOOM, "");
        add("bloom after", BLOOM, "'apply_residual_connection_post_layernorm': true");
    }

    private TinyDecoders() {}

    /** Names of all of them. */
    public static Stream<String> names() {
        return CONFIGS.keySet().stream();
    }

    /** The first one of each model type. */
    public static Stream<String> oneOfEachType() {
        Map<String, String> first = new LinkedHashMap<>();
        names().forEach(name -> first.putIfAbsent(type(name), name));
        return first.values().stream();
    }

    static String type(String name) {
        return name.substring(0, name.indexOf(' '));
    }

    /** Writes the one called {@code name} into {@code folder}, with the head for {@code task}. */
    public static void write(Path folder, String name, Task task) throws IOException {
        ObjectNode config = (ObjectNode) StrictJson.mapper().readTree(CONFIGS.get(name));
        config.put("model_type", type(name));
        Path file = Files.writeString(folder.resolve("config.json"), config.toString());
        Network network = Architecture.read(file, HeadSpec.of(task));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        NormalNumbers numbers = new NormalNumbers(name.hashCode());
        new NetworkGraph(network)
                .parameters()
                .forEach((parameter, shape) ->
                        tensors.put(network.storedNames().stored(parameter), random(shape, parameter, numbers)));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
    }

    private static Tensor random(Shape shape, String name, NormalNumbers numbers) {
        Tensor tensor = Tensor.zeros(DType.FLOAT, shape);
        FloatBuffer values = tensor.data().asFloatBuffer();
        double mean = shape.rank() == 1 && name.endsWith(".weight") ? 1 : 0;
        while (values.hasRemaining()) {
            values.put((float) (mean + DEVIATION * numbers.next()));
        }
        return tensor;
    }

    private static void add(String name, String sizes, String more) {
        String body = more.isEmpty() ? sizes : sizes + ", " + more.replace('\'', '"');
        if (CONFIGS.put(name, "{" + body + "}") != null) {
            throw new IllegalArgumentException("two are called " + name);
        }
    }

    private static String longRope(String type) {
        return "'original_max_position_embeddings': 16, 'rope_scaling': {'type': '" + type
                + "', 'short_factor': [1.0, 1.3, 2.0], 'long_factor': [1.5, 4.0, 9.0]}";
    }
}
