package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.LinearModule;
import org.rankscope.model.WeightLayout;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

class LoraTest {
    private static final int IN = 6;
    private static final int OUT = 5;
    private static final int RANK = 2;
    private static final double ALPHA = 3;

    private final Map<String, Tensor> values = new HashMap<>();

    /** A small layer takes the update into its weight where rows are many, beside its product where they are few. */
    @ParameterizedTest
    @CsvSource({"40, OUT_IN, 2", "40, IN_OUT, 2", "4, OUT_IN, 3", "4, IN_OUT, 3"})
    void theUpdateIsAddedWhateverWayIsShorter(int rows, WeightLayout layout, int products) {
        Graph base = layer(rows, layout);
        AdapterMethod lora = AdapterMethod.of(
                AdapterConfig.lora(RANK, ALPHA, List.of("layer")),
                LinearModules.model(List.of(new LinearModule("layer", IN, OUT, true, false, layout, List.of(), 1))));
        Graph adapted = lora.inject(base, AdapterMethod.Mode.TRAINING).graph();
        assertEquals(products, adapted.nodes().size(), adapted.nodes().toString());

        SplittableRandom random = new SplittableRandom(7);
        List<Value> all = new ArrayList<>(adapted.inputs());
        all.addAll(adapted.parameters());
        all.forEach(value -> values.put(value.name(), uniform(value.shape(), random)));
        float[] y;
        try (Session session = Session.open(adapted, values::get, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(Map.of("x", values.get("x")))) {
            y = results.tensor(adapted.outputs().get(0).name()).floats();
        }
        for (int row = 0; row < rows; row++) {
            for (int out = 0; out < OUT; out++) {
                assertEquals(expected(row, out, layout), y[row * OUT + out], 1e-5, "row " + row + ", feature " + out);
            }
        }
    }

    private static Graph layer(int rows, WeightLayout layout) {
        GraphBuilder g = new GraphBuilder("base");
        Value x = g.input("x", DType.FLOAT, Shape.of(rows, IN));
        boolean outFirst = layout == WeightLayout.OUT_IN;
        Value weight = g.parameter("layer.weight", outFirst ? Shape.of(OUT, IN) : Shape.of(IN, OUT));
        Value bias = g.parameter("layer.bias", Shape.of(OUT));
        return g.build(List.of(g.named(g.gemm(x, weight, bias, false, outFirst, 1), "layer")));
    }

    private static Tensor uniform(Shape shape, SplittableRandom random) {
        float[] numbers = new float[(int) shape.elements()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return Tensor.ofFloats(shape, numbers);
    }

    /** W·x + b + alpha / rank · B·(A·x). */
    private double expected(int row, int out, WeightLayout layout) {
        double sum = at("layer.bias", out);
        for (int in = 0; in < IN; in++) {
            double weight = at("layer.weight", layout == WeightLayout.OUT_IN ? out * IN + in : in * OUT + out);
            for (int r = 0; r < RANK; r++) {
                weight += ALPHA
                        / RANK
                        * at(AdapterNames.loraB("layer"), out * RANK + r)
                        * at(AdapterNames.loraA("layer"), r * IN + in);
            }
            sum += weight * at("x", row * IN + in);
        }
        return sum;
    }

    private double at(String name, int index) {
        return values.get(name).floats()[index];
    }
}
