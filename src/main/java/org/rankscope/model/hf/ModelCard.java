package org.rankscope.model.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

/**
 * What a config.json says of a model, whether or not it can be trained here.
 *
 * @param modelType {@code model_type}
 * @param parameters about how many: linear layers and embeddings by the sizes given, without norms, biases and positions;
 *     empty where sizes are missing
 * @param narrowest the smallest side of its linear layers, above which a rank adds nothing; empty where sizes are missing
 * @param bits of a stored weight
 */
public record ModelCard(String modelType, OptionalLong parameters, OptionalLong narrowest, int bits) {
    /** Models whose feed-forward layers have a gate, a third matrix. */
    private static final Set<String> GATED = Set.of(
            "llama",
            "mistral",
            "mixtral",
            "qwen2",
            "qwen3",
            "gemma",
            "gemma2",
            "gemma3_text",
            "phi3",
            "stablelm",
            "modernbert",
            "mt5");

    /** Models whose output head is a matrix of its own where config.json doesn't say. */
    private static final Set<String> UNTIED =
            Set.of("llama", "mistral", "mixtral", "qwen2", "qwen3", "phi3", "stablelm", "gpt_neox", "mt5");

    private static final List<String> TOWERS = List.of("text_config", "vision_config");

    /** Reads {@code configJson}; throws RequestException if it is no JSON object or names no model. */
    public static ModelCard read(Path configJson) {
        JsonNode config = StrictJson.readTree(configJson);
        String type = config.path("model_type").asText("");
        if (type.isEmpty()) {
            throw new RequestException(configJson
                    + ": field 'model_type' is missing, expected the name of an architecture such as llama.");
        }
        List<JsonNode> towers =
                TOWERS.stream().map(config::path).filter(JsonNode::isObject).toList();
        List<JsonNode> parts = towers.isEmpty() ? List.of(config) : towers;
        List<Sizes> sizes = parts.stream().map(part -> Sizes.of(part, type)).toList();
        boolean known = sizes.stream().allMatch(Sizes::areKnown);
        return new ModelCard(
                type,
                known
                        ? OptionalLong.of(
                                sizes.stream().mapToLong(Sizes::parameters).sum())
                        : OptionalLong.empty(),
                known ? sizes.stream().mapToLong(Sizes::narrowest).min() : OptionalLong.empty(),
                bits(config));
    }

    private static int bits(JsonNode config) {
        JsonNode quantization = config.path("quantization_config");
        if (quantization.isObject()) {
            if (quantization.path("load_in_4bit").asBoolean()) {
                return 4;
            } else if (quantization.path("load_in_8bit").asBoolean()) {
                return 8;
            }
            String method = quantization.path("quant_method").asText("");
            return quantization.path("bits").asInt(method.equals("fp8") ? 8 : 4);
        }
        String stored = config.path("dtype").asText(config.path("torch_dtype").asText("float32"));
        return stored.endsWith("16") ? 16 : 32;
    }

    /** The sizes of one stack of blocks. */
    private record Sizes(
            long hidden,
            long layers,
            long decoderLayers,
            long feedForward,
            long matrices,
            long experts,
            long vocabulary,
            boolean tied,
            double keyValueShare) {
        static Sizes of(JsonNode config, String type) {
            long hidden = first(config, 0, "hidden_size", "n_embd", "d_model", "dim");
            long heads = first(config, 1, "num_attention_heads", "n_head", "num_heads", "encoder_attention_heads");
            long keyValueHeads = first(config, heads, "num_key_value_heads");
            boolean gated = GATED.contains(type)
                    || config.path("feed_forward_proj").asText("").startsWith("gated");
            return new Sizes(
                    hidden,
                    first(config, 0, "num_hidden_layers", "n_layer", "num_layers", "n_layers", "encoder_layers"),
                    config.path("is_encoder_decoder").asBoolean()
                            ? first(config, first(config, 0, "num_layers"), "num_decoder_layers", "decoder_layers")
                            : 0,
                    first(
                            config,
                            4 * hidden,
                            "intermediate_size",
                            "n_inner",
                            "d_ff",
                            "ffn_dim",
                            "hidden_dim",
                            "encoder_ffn_dim"),
                    gated ? 3 : 2,
                    first(config, 1, "num_local_experts"),
                    first(config, 0, "vocab_size"),
                    config.path("tie_word_embeddings").asBoolean(!UNTIED.contains(type)),
                    (double) keyValueHeads / heads);
        }

        boolean areKnown() {
            return hidden > 0 && layers > 0;
        }

        long parameters() {
            double attention = hidden * hidden * (2 + 2 * keyValueShare);
            long mlp = matrices * hidden * feedForward * experts;
            double blocks = layers * (attention + mlp) + decoderLayers * (2 * attention + mlp);
            return Math.round(blocks) + vocabulary * hidden * (tied ? 1 : 2);
        }

        long narrowest() {
            return Math.max(1, Math.min(Math.round(hidden * keyValueShare), feedForward));
        }

        private static long first(JsonNode config, long otherwise, String... names) {
            return Stream.of(names)
                    .map(config::path)
                    .filter(JsonNode::canConvertToLong)
                    .mapToLong(JsonNode::asLong)
                    .filter(value -> value > 0)
                    .findFirst()
                    .orElse(otherwise);
        }
    }
}
