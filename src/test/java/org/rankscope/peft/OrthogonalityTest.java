package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.LinearModule;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

class OrthogonalityTest {
    private static final int RANK = 3;
    private static final int IN = 5;
    private static final int OUT = 4;
    private static final double WEIGHT = 0.7;

    /** Central differences of the loss in double against the closed gradient that the graph has in float. */
    @Test
    void theGradientIsThatOfTheLoss() {
        Map<String, float[]> values = new LinkedHashMap<>();
        values.put("layer.lora_A", uniform(RANK * IN, 1));
        values.put("layer.lora_B", uniform(OUT * RANK, 2));
        Map<String, Tensor> found = run(values);
        assertEquals(loss(values), found.get("loss").floats()[0], 1e-6);
        values.forEach((name, numbers) -> {
            float[] gradient = found.get("gradient/" + name).floats();
            for (int i = 0; i < numbers.length; i++) {
                float kept = numbers[i];
                float step = 1f / 1024;
                numbers[i] = kept + step;
                double above = loss(values);
                numbers[i] = kept - step;
                double below = loss(values);
                numbers[i] = kept;
                assertEquals((above - below) / (2 * step), gradient[i], 1e-5, name + "[" + i + "]");
            }
        });
    }

    /** At 0 the norm has no gradient; it counts as 0, as in PyTorch. */
    @Test
    void orthonormalFactorsCostNothing() {
        Map<String, float[]> values = new LinkedHashMap<>();
        values.put("layer.lora_A", new float[RANK * IN]);
        values.put("layer.lora_B", new float[OUT * RANK]);
        for (int i = 0; i < RANK; i++) {
            values.get("layer.lora_A")[i * IN + i] = 1;
            values.get("layer.lora_B")[i * RANK + i] = 1;
        }
        run(values).forEach((name, tensor) -> {
            for (float number : tensor.floats()) {
                assertEquals(0, number, name);
            }
        });
    }

    private static Map<String, Tensor> run(Map<String, float[]> values) {
        AdaptedModule target = new AdaptedModule(new LinearModule("layer", IN, OUT, false, false), RANK, 1, 1);
        AdapterConfig config = AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.ADALORA)
                .orthRegWeight(WEIGHT)
                .build();
        GraphBuilder g = new GraphBuilder("penalty");
        Map<String, Value> trained = new LinkedHashMap<>();
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        values.forEach((name, numbers) -> {
            Shape shape = name.endsWith("A") ? Shape.of(RANK, IN) : Shape.of(OUT, RANK);
            trained.put(name, g.input(name, DType.FLOAT, shape));
            feeds.put(name, Tensor.ofFloats(shape, numbers));
        });
        StepRule.Penalty penalty =
                new Orthogonality(config, List.of(target)).penalty(g, trained).orElseThrow();
        List<String> names = new ArrayList<>(List.of("loss"));
        List<Value> outputs = new ArrayList<>(List.of(g.identity(penalty.loss())));
        penalty.gradients().forEach((name, gradient) -> {
            names.add("gradient/" + name);
            outputs.add(gradient);
        });
        Graph graph = g.build(outputs);
        Map<String, Tensor> found = new LinkedHashMap<>();
        try (Session session = Session.open(graph, name -> null, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(feeds)) {
            for (int i = 0; i < names.size(); i++) {
                found.put(names.get(i), results.tensor(graph.outputs().get(i).name()));
            }
        }
        return found;
    }

    private static double loss(Map<String, float[]> values) {
        float[] a = values.get("layer.lora_A");
        float[] b = values.get("layer.lora_B");
        double[] squares = new double[2];
        for (int i = 0; i < RANK; i++) {
            for (int j = 0; j < RANK; j++) {
                double rows = i == j ? -1 : 0;
                double columns = rows;
                for (int k = 0; k < IN; k++) {
                    rows += (double) a[i * IN + k] * a[j * IN + k];
                }
                for (int k = 0; k < OUT; k++) {
                    columns += (double) b[k * RANK + i] * b[k * RANK + j];
                }
                squares[0] += rows * rows;
                squares[1] += columns * columns;
            }
        }
        return WEIGHT * (Math.sqrt(squares[0]) + Math.sqrt(squares[1])) / 2;
    }

    private static float[] uniform(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }
}
