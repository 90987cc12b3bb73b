package org.rankscope.model.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.rankscope.graph.Shape;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.LinearModule;

/**
 * A Llama's sizes and settings, from the config.json that transformers 4 or 5 writes; and what follows from them: its
 * parameters and its linear layers, under Hugging Face's names.
 *
 * @param numKeyValueHeads divides {@code numAttentionHeads}
 * @param headDim even
 * @param storedDtype the type that the weights are said to be stored in, {@code float32} for example
 * @param eosTokenId the first one where there are several
 */
public record LlamaConfig(
        int hiddenSize,
        int intermediateSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int numKeyValueHeads,
        int headDim,
        int vocabSize,
        double rmsNormEps,
        RopeParameters rope,
        int maxPositionEmbeddings,
        boolean attentionBias,
        boolean mlpBias,
        boolean tieWordEmbeddings,
        String storedDtype,
        OptionalInt bosTokenId,
        OptionalInt eosTokenId,
        OptionalInt padTokenId) {
    public static final String EMBEDDING = "model.embed_tokens.weight";
    public static final String FINAL_NORM = "model.norm.weight";
    public static final String HEAD = "lm_head";

    static final double DEFAULT_RMS_NORM_EPS = 1e-6;
    static final int DEFAULT_MAX_POSITIONS = 2048;

    /** Reads {@code configJson}; every field that is missing or wrong is a RequestException. */
    public static LlamaConfig read(Path configJson) {
        JsonNode tree = StrictJson.readTree(configJson);
        ConfigFields config = new ConfigFields(configJson, tree);
        if (Architecture.of(tree, configJson) != Architecture.LLAMA) {
            throw config.wrong("model_type", "'" + Architecture.LLAMA.modelType() + "'");
        }
        if (config.has("quantization_config")) {
            throw new RequestException(configJson
                    + ": the model is stored quantised (field 'quantization_config'), expected"
                    + " float32, float16 or bfloat16 weights; use the original checkpoint.");
        }
        if (!config.text("hidden_act", "silu").equals("silu")) {
            throw config.wrong("hidden_act", "\"silu\"");
        }
        int hidden = config.positiveInt("hidden_size");
        int heads = config.positiveInt("num_attention_heads");
        int keyValueHeads = config.positiveInt("num_key_value_heads", heads);
        if (heads % keyValueHeads != 0) {
            throw config.wrong("num_key_value_heads", "a divisor of num_attention_heads, which is " + heads);
        }
        if (!config.has("head_dim") && hidden % heads != 0) {
            throw config.wrong("hidden_size", "a multiple of num_attention_heads, which is " + heads);
        }
        int headDim = config.positiveInt("head_dim", Math.max(1, hidden / heads));
        if (headDim % 2 != 0) {
            throw new RequestException(configJson + ": field 'head_dim' is " + headDim
                    + ", expected an even number: rotary embeddings turn pairs.");
        }
        int vocab = config.positiveInt("vocab_size");
        OptionalInt pad = config.tokenId("pad_token_id");
        if (pad.isPresent() && pad.getAsInt() >= vocab) {
            throw config.wrong("pad_token_id", "less than vocab_size, which is " + vocab);
        }
        return new LlamaConfig(
                hidden,
                config.positiveInt("intermediate_size"),
                config.positiveInt("num_hidden_layers"),
                heads,
                keyValueHeads,
                headDim,
                vocab,
                config.positiveNumber("rms_norm_eps", DEFAULT_RMS_NORM_EPS),
                RopeParameters.read(config),
                config.positiveInt("max_position_embeddings", DEFAULT_MAX_POSITIONS),
                config.flag("attention_bias", false),
                config.flag("mlp_bias", false),
                config.flag("tie_word_embeddings", false),
                config.text("dtype", config.text("torch_dtype", "float32")),
                config.tokenId("bos_token_id"),
                config.tokenId("eos_token_id"),
                pad);
    }

    /** The token that fills rows which are too short: the pad token, else the end-of-text token, else 0. */
    public int fillTokenId() {
        return padTokenId.orElse(
                eosTokenId.stream().filter(id -> id < vocabSize).findFirst().orElse(0));
    }

    /** Path of layer {@code layer}: {@code model.layers.0}. */
    public static String layerName(int layer) {
        return "model.layers." + layer;
    }

    /** Every parameter with its shape, in the order of the forward pass. Linear weights are [out, in]. */
    public Map<String, Shape> parameters() {
        Map<String, Shape> parameters = new LinkedHashMap<>();
        parameters.put(EMBEDDING, Shape.of(vocabSize, hiddenSize));
        for (int layer = 0; layer < numHiddenLayers; layer++) {
            parameters.put(layerName(layer) + ".input_layernorm.weight", Shape.of(hiddenSize));
            attention(layer).forEach(module -> addLinear(parameters, module));
            parameters.put(layerName(layer) + ".post_attention_layernorm.weight", Shape.of(hiddenSize));
            mlp(layer).forEach(module -> addLinear(parameters, module));
        }
        parameters.put(FINAL_NORM, Shape.of(hiddenSize));
        if (!tieWordEmbeddings) {
            addLinear(parameters, head());
        }
        return Collections.unmodifiableMap(parameters);
    }

    /** The linear layers in the order of the forward pass; the head is last, also where it is tied to the embedding. */
    public List<LinearModule> linearModules() {
        List<LinearModule> modules = new ArrayList<>();
        for (int layer = 0; layer < numHiddenLayers; layer++) {
            modules.addAll(attention(layer));
            modules.addAll(mlp(layer));
        }
        modules.add(head());
        return List.copyOf(modules);
    }

    private List<LinearModule> attention(int layer) {
        String path = layerName(layer) + ".self_attn.";
        int queries = Math.multiplyExact(numAttentionHeads, headDim);
        int keys = Math.multiplyExact(numKeyValueHeads, headDim);
        return List.of(
                new LinearModule(path + "q_proj", hiddenSize, queries, attentionBias, false),
                new LinearModule(path + "k_proj", hiddenSize, keys, attentionBias, false),
                new LinearModule(path + "v_proj", hiddenSize, keys, attentionBias, false),
                new LinearModule(path + "o_proj", queries, hiddenSize, attentionBias, false));
    }

    private List<LinearModule> mlp(int layer) {
        String path = layerName(layer) + ".mlp.";
        return List.of(
                new LinearModule(path + "gate_proj", hiddenSize, intermediateSize, mlpBias, false),
                new LinearModule(path + "up_proj", hiddenSize, intermediateSize, mlpBias, false),
                new LinearModule(path + "down_proj", intermediateSize, hiddenSize, mlpBias, false));
    }

    private LinearModule head() {
        return new LinearModule(HEAD, hiddenSize, vocabSize, false, true);
    }

    private static void addLinear(Map<String, Shape> parameters, LinearModule module) {
        parameters.put(module.weightName(), Shape.of(module.outFeatures(), module.inFeatures()));
        if (module.hasBias()) {
            parameters.put(module.biasName(), Shape.of(module.outFeatures()));
        }
    }
}
