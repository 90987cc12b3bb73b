package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.LinearModule;
import org.rankscope.model.WeightLayout;

class ResidualLoraTest {
    private static final int IN = 6;
    private static final int OUT = 5;
    private static final int RANK = 2;
    private static final double ALPHA = 3;
    private static final double DROPOUT = 0.5;

    private final Map<String, Tensor> values = new LinkedHashMap<>();

    /**
     * (W + scaling · B₀'·A₀)·x + b + scaling · B·A·x̃, where B₀' is -B₀: what was taken out is out of the base weight in PEFT, which
     * sees no dropout. Where rows are many, and where they are few, which are computed otherwise.
     */
    @ParameterizedTest
    @EnumSource(WeightLayout.class)
    void dropoutIsOfTheTrainedHalfAlone(WeightLayout layout) {
        for (int rows : new int[] {4, 40}) {
            assertDropout(layout, rows);
        }
    }

    private void assertDropout(WeightLayout layout, int rows) {
        boolean outFirst = layout == WeightLayout.OUT_IN;
        GraphBuilder g = new GraphBuilder("base");
        Value x = g.input("x", DType.FLOAT, Shape.of(rows, IN));
        Value weight = g.parameter("layer.weight", outFirst ? Shape.of(OUT, IN) : Shape.of(IN, OUT));
        Value bias = g.parameter("layer.bias", Shape.of(OUT));
        Graph base = g.build(List.of(g.named(g.gemm(x, weight, bias, false, outFirst, 1), "layer")));
        AdapterMethod method = AdapterMethod.of(
                AdapterConfigBuilder.builder()
                        .r(RANK)
                        .loraAlpha(ALPHA)
                        .loraDropout(DROPOUT)
                        .initLoraWeights(InitialFactors.PISSA)
                        .targetModules(TargetSpec.list(List.of("layer")))
                        .build(),
                LinearModules.model(List.of(new LinearModule("layer", IN, OUT, true, false, layout, List.of(), 1))));
        AdapterMethod.Injected injected = method.inject(base, AdapterMethod.Mode.TRAINING);
        SplittableRandom random = new SplittableRandom(4);
        injected.graph().parameters().forEach(value -> values.put(value.name(), Runs.uniform(value.shape(), random)));
        values.put("x", Runs.uniform(x.shape(), random));
        Tensor mask = Tensor.zeros(DType.BOOL, x.shape());
        ByteBuffer bits = mask.data().duplicate();
        injected.drawn().get(0).draw().fill(random, rows * IN, bits);

        float[] found = Runs.logits(
                injected.graph(),
                values::get,
                Map.of("x", values.get("x"), injected.drawn().get(0).input().name(), mask));

        for (int row = 0; row < rows; row++) {
            for (int out = 0; out < OUT; out++) {
                double sum = at("layer.bias", out);
                for (int in = 0; in < IN; in++) {
                    double w = at("layer.weight", outFirst ? out * IN + in : in * OUT + out);
                    double number = at("x", row * IN + in);
                    double kept = mask.data().get(row * IN + in) == 0 ? 0 : number / (1 - DROPOUT);
                    sum += (w + delta(out, in, "start")) * number + delta(out, in, "weight") * kept;
                }
                assertEquals(sum, found[row * OUT + out], 1e-5, "row " + row + ", feature " + out);
            }
        }
    }

    private double delta(int out, int in, String half) {
        double delta = 0;
        for (int k = 0; k < RANK; k++) {
            delta +=
                    ALPHA / RANK * at("layer.lora_B." + half, out * RANK + k) * at("layer.lora_A." + half, k * IN + in);
        }
        return delta;
    }

    private double at(String name, int index) {
        return values.get(name).floats()[index];
    }
}
