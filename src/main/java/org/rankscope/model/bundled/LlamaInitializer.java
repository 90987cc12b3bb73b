package org.rankscope.model.bundled;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.NormalNumbers;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.safetensors.SafetensorsWriter;

/**
 * Makes a Llama with random weights: a Hugging Face directory with {@code config.json} (as transformers 4 and 5 read
 * it) and {@code model.safetensors} (float32), but no tokenizer. Weights are normal with standard deviation {@value
 * #STANDARD_DEVIATION}, those that write into the residual stream divided by sqrt(2 layers) (GPT-2, section 2.3); norms
 * are 1.
 */
public final class LlamaInitializer {
    public static final String CONFIG = "config.json";
    public static final String WEIGHTS = "model.safetensors";

    private static final double STANDARD_DEVIATION = 0.02;
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    private LlamaInitializer() {}

    /** Writes the model of {@code seed} into {@code directory}, which is made where it is missing. */
    public static void write(Path directory, LlamaShape shape, long seed) throws IOException {
        writeConfig(directory, shape);
        Map<String, Shape> parameters = HuggingFaceModel.graph(directory.resolve(CONFIG), HeadSpec.of(Task.CAUSAL_LM))
                .parameters();
        NormalNumbers numbers = new NormalNumbers(seed);
        SafetensorsWriter.writeFloats(
                directory.resolve(WEIGHTS),
                parameters,
                name -> weight(name, parameters.get(name), shape.layers(), numbers),
                METADATA);
    }

    /** Writes {@code weights} as the checkpoint of the model in {@code directory}. */
    public static void writeWeights(Path directory, Map<String, Tensor> weights) throws IOException {
        SafetensorsWriter.write(directory.resolve(WEIGHTS), weights, METADATA);
    }

    private static Tensor weight(String name, Shape size, int layers, NormalNumbers numbers) {
        boolean norm = size.rank() == 1;
        boolean residual = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
        double deviation = residual ? STANDARD_DEVIATION / StrictMath.sqrt(2.0 * layers) : STANDARD_DEVIATION;
        Tensor tensor = Tensor.zeros(DType.FLOAT, size);
        FloatBuffer values = tensor.data().asFloatBuffer();
        while (values.hasRemaining()) {
            values.put(norm ? 1 : (float) (deviation * numbers.next()));
        }
        return tensor;
    }

    private static void writeConfig(Path directory, LlamaShape shape) throws IOException {
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
        StrictJson.write(directory.resolve(CONFIG), config);
    }
}
