package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.rankscope.autodiff.Backward;
import org.rankscope.autodiff.rule.StandardGradientRules;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.NormalNumbers;
import org.rankscope.model.Task;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.safetensors.SafetensorsWriter;

/**
 * A model of a configuration with random weights, none of them 0 or 1, and the check that its logits, and their derived
 * gradients with respect to every parameter, are those of a plain float64 computation.
 */
public final class RandomModel {
    private static final double STEP = 1e-4;
    private static final int ENTRIES = 2;

    private final Path folder;
    private final Task task;
    private final Map<String, Tensor> weights = new LinkedHashMap<>();

    public RandomModel(Path folder, String config, Task task) throws IOException {
        this.folder = folder;
        this.task = task;
        Path file = Files.writeString(folder.resolve("config.json"), config);
        NormalNumbers numbers = new NormalNumbers(7);
        HuggingFaceModel.graph(file, HeadSpec.of(task))
                .parameters()
                .forEach((name, shape) -> weights.put(name, weight(name, shape, numbers)));
        Map<String, Tensor> stored = new LinkedHashMap<>();
        weights.forEach((name, value) ->
                stored.put(HuggingFaceModel.graph(file, HeadSpec.of(task)).storedName(name), value));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), stored, Map.of("format", "pt"));
    }

    private static Tensor weight(String name, Shape shape, NormalNumbers numbers) {
        boolean matrix = shape.rank() == 2 || shape.rank() == 4;
        double deviation = matrix ? 1 / Math.sqrt(shape.inner().elements()) : 0.3;
        double mean = name.contains("norm") && name.endsWith(".weight") ? 1 : 0;
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (mean + deviation * numbers.next());
        }
        return Tensor.ofFloats(shape, values);
    }

    /** Numbers of a normal distribution. */
    public static Tensor normal(long seed, long... shape) {
        NormalNumbers numbers = new NormalNumbers(seed);
        float[] values = new float[Math.toIntExact(Shape.of(shape).elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers.next();
        }
        return Tensor.ofFloats(Shape.of(shape), values);
    }

    /** Whether the model is {@code reference}, a function of the weights to the logits, on {@code inputs}. */
    void assertIs(int batch, int seq, Map<String, Tensor> inputs, Function<PlainNetwork, double[]> reference) {
        Map<String, double[]> exact = new LinkedHashMap<>();
        weights.forEach((name, value) -> exact.put(name, doubles(value.floats())));
        double[] expected = reference.apply(new PlainNetwork(exact));
        SplittableRandom random = new SplittableRandom(3);
        float[] seeds = new float[expected.length];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = (float) random.nextDouble(-1, 1);
        }
        try (HuggingFaceModel model = HuggingFaceModel.open(folder, HeadSpec.of(task))) {
            GraphBuilder g = new GraphBuilder("check");
            Map<String, Value> bound = new LinkedHashMap<>();
            model.inputs(batch, seq).forEach(input -> bound.put(input.name(), g.input(input)));
            Map<String, Value> parameters = new LinkedHashMap<>();
            weights.forEach((name, value) -> parameters.put(name, g.parameter(name, value.shape())));
            Value logits = g.inline(model.forward(batch, seq), bound).get("logits");
            Value seed = g.input("seed", DType.FLOAT, logits.shape());
            Map<Value, Value> gradients = Backward.gradients(
                    g, StandardGradientRules.table(), Map.of(logits, seed), List.copyOf(parameters.values()));
            List<Value> outputs = new ArrayList<>(List.of(logits));
            parameters.values().forEach(parameter -> outputs.add(gradients.get(parameter)));
            Map<String, Tensor> feeds = new LinkedHashMap<>(inputs);
            feeds.put("seed", Tensor.ofFloats(logits.shape(), seeds));
            try (Session session = Session.open(g.build(outputs), model::weight, SessionConfig.on(Device.CPU));
                    Session.Results results = session.run(feeds)) {
                float[] found = results.tensor(logits.name()).floats();
                assertEquals(expected.length, found.length);
                double largest = 0;
                for (int i = 0; i < found.length; i++) {
                    assertEquals(expected[i], found[i], 1e-4, "logit " + i);
                    largest = Math.max(largest, Math.abs(expected[i]));
                }
                assertTrue(largest > 0.1, "logits are all next to 0: " + largest);
                parameters.forEach((name, value) -> {
                    float[] gradient =
                            results.tensor(gradients.get(value).name()).floats();
                    for (int n = 0; n < ENTRIES; n++) {
                        int entry = random.nextInt(gradient.length);
                        double slope = slope(exact, name, entry, seeds, reference);
                        assertEquals(
                                slope,
                                gradient[entry],
                                1e-3 * (1 + Math.abs(slope)),
                                "gradient of " + name + "[" + entry + "]");
                    }
                });
            }
        }
    }

    /** Central difference of the sum of the logits, each times its seed. */
    private static double slope(
            Map<String, double[]> weights,
            String name,
            int entry,
            float[] seeds,
            Function<PlainNetwork, double[]> reference) {
        double[] values = weights.get(name);
        double before = values[entry];
        values[entry] = before + STEP;
        double above = total(reference.apply(new PlainNetwork(weights)), seeds);
        values[entry] = before - STEP;
        double below = total(reference.apply(new PlainNetwork(weights)), seeds);
        values[entry] = before;
        return (above - below) / (2 * STEP);
    }

    private static double total(double[] logits, float[] seeds) {
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            sum += logits[i] * seeds[i];
        }
        return sum;
    }

    static double[] doubles(float[] floats) {
        double[] doubles = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }
}
