package org.rankscope.model.hf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.NormalNumbers;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.safetensors.SafetensorsWriter;

/** Model directories with random weights, of which none is so small that leaving it out would not show. */
final class RandomModels {
    private RandomModels() {}

    /** Writes the model of {@code config} to {@code folder}; returns its weights. */
    static PlainWeights write(Path folder, Map<String, Object> config, HeadSpec head) throws IOException {
        StrictJson.write(folder.resolve("config.json"), config);
        Map<String, Shape> shapes =
                HuggingFaceModel.graph(folder.resolve("config.json"), head).parameters();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> tensors.put(name, random(name, shape)));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
        return new PlainWeights(tensors);
    }

    /** Logits of the model in {@code folder}. */
    static float[] logits(Path folder, HeadSpec head, Map<String, Tensor> inputs) {
        Shape tokens = inputs.get("input_ids").shape();
        try (HuggingFaceModel model = HuggingFaceModel.open(folder, head);
                Session session = Session.open(
                        model.forward((int) tokens.dim(0), (int) tokens.dim(1)),
                        model::weight,
                        SessionConfig.on(Device.CPU));
                Session.Results results = session.run(inputs)) {
            return results.tensor("logits").floats();
        }
    }

    private static Tensor random(String name, Shape shape) {
        NormalNumbers numbers = new NormalNumbers(name.hashCode());
        float[] values = new float[(int) shape.elements()];
        double centre = shape.rank() == 1 && name.endsWith("weight") ? 1 : 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (centre + 0.4 * numbers.next());
        }
        return Tensor.ofFloats(shape, values);
    }
}
