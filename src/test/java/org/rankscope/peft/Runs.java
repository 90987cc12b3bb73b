package org.rankscope.peft;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.ModelGraph;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/** Graphs run on the CPU, and random numbers to run them on. */
final class Runs {
    private Runs() {}

    /** The first output of {@code graph}. */
    static float[] logits(Graph graph, Function<String, Tensor> parameters, Map<String, Tensor> inputs) {
        try (Session session = Session.open(graph, parameters, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(inputs)) {
            return results.tensor(graph.outputs().get(0).name()).floats();
        }
    }

    /** What the model takes: tokens and pixels at random, all of them seen. */
    static Map<String, Tensor> inputs(ModelGraph model, int batch, int sequence) {
        SplittableRandom random = new SplittableRandom(5);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (Value input : model.inputs(batch, sequence)) {
            int count = Math.toIntExact(input.shape().elements());
            if (input.dtype() == DType.FLOAT) {
                inputs.put(input.name(), uniform(input.shape(), random));
                continue;
            }
            long[] numbers = new long[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = input.name().endsWith("mask")
                        ? 1
                        : random.nextInt(model.valuesOf(input.name()).orElse(2));
            }
            inputs.put(input.name(), Tensor.ofLongs(input.shape(), numbers));
        }
        return inputs;
    }

    /** {@code values} moved by something at random, so that no adapter is without effect. */
    static Map<String, Tensor> moved(Map<String, Tensor> values) {
        SplittableRandom random = new SplittableRandom(11);
        Map<String, Tensor> moved = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            float[] numbers = value.floats();
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] += (float) random.nextDouble(-0.1, 0.1);
            }
            moved.put(name, Tensor.ofFloats(value.shape(), numbers));
        });
        return moved;
    }

    static Tensor uniform(Shape shape, SplittableRandom random) {
        float[] numbers = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return Tensor.ofFloats(shape, numbers);
    }
}
