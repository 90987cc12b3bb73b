package org.rankscope.model.bundled;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.NormalNumbers;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.safetensors.SafetensorsWriter;

/**
 * Makes a Hugging Face directory of any known architecture with random weights: {@code config.json} and {@code
 * model.safetensors} (float32), but no tokenizer. Which parameters there are follows from the configuration. Weights are
 * normal; gains of norms are 1, biases 0.
 */
public final class RandomCheckpoint {
    public static final String CONFIG = "config.json";
    public static final String WEIGHTS = "model.safetensors";

    private static final Map<String, String> METADATA = Map.of("format", "pt");

    private RandomCheckpoint() {}

    /**
     * How weights start, by the endings of their names.
     *
     * @param deviation standard deviation of weights
     * @param residual weights that write into the residual stream: their deviation is divided by sqrt({@code writers})
     *     (GPT-2, section 2.3)
     * @param writers how many there are of those in the network
     * @param zero weights that start from 0
     */
    public record Start(double deviation, List<String> residual, int writers, List<String> zero) {
        double deviationOf(String name) {
            if (zero.stream().anyMatch(name::endsWith)) {
                return 0;
            }
            return residual.stream().anyMatch(name::endsWith) ? deviation / StrictMath.sqrt(writers) : deviation;
        }
    }

    /** Writes the model of {@code seed} into {@code directory}, which is made where it is missing. */
    public static void write(Path directory, ObjectNode config, Task task, Start start, long seed) throws IOException {
        StrictJson.write(directory.resolve(CONFIG), config);
        ModelGraph model = model(directory, task);
        NormalNumbers numbers = new NormalNumbers(seed);
        Map<String, Shape> stored = new LinkedHashMap<>();
        Map<String, String> parameters = new HashMap<>();
        model.parameters().forEach((parameter, shape) -> {
            stored.put(model.storedName(parameter), shape);
            parameters.put(model.storedName(parameter), parameter);
        });
        SafetensorsWriter.writeFloats(
                directory.resolve(WEIGHTS),
                stored,
                name -> weight(parameters.get(name), stored.get(name), start, numbers),
                METADATA);
    }

    /** Writes {@code weights}, by parameter, as the checkpoint of the model in {@code directory}. */
    public static void writeWeights(Path directory, Task task, Map<String, Tensor> weights) throws IOException {
        ModelGraph model = model(directory, task);
        Map<String, Tensor> stored = new LinkedHashMap<>();
        model.parameters().keySet().forEach(name -> stored.put(model.storedName(name), weights.get(name)));
        SafetensorsWriter.write(directory.resolve(WEIGHTS), stored, METADATA);
    }

    private static ModelGraph model(Path directory, Task task) {
        return HuggingFaceModel.graph(directory.resolve(CONFIG), HeadSpec.of(task));
    }

    private static Tensor weight(String parameter, Shape shape, Start start, NormalNumbers numbers) {
        double deviation = start.deviationOf(parameter);
        Tensor tensor = Tensor.zeros(DType.FLOAT, shape);
        FloatBuffer values = tensor.data().asFloatBuffer();
        boolean vector = shape.rank() == 1;
        while (!parameter.endsWith(".bias") && values.hasRemaining()) {
            values.put(vector ? 1 : (float) (deviation * numbers.next()));
        }
        return tensor;
    }
}
