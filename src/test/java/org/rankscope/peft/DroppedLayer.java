package org.rankscope.peft;

import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.LinearModule;
import org.rankscope.model.WeightLayout;

/** One linear layer called {@code layer} with a bias and an adapter, run for training with random numbers. */
final class DroppedLayer {
    private static final String FACTORS = "dropout/layer/factors";
    private static final String COLUMNS = "dropout/layer/columns";
    private static final String SHIFTS = "dropout/layer/shifts";

    private final Map<String, Tensor> values = new HashMap<>();
    private final WeightLayout layout;
    private final int in;
    private final int out;
    private final double dropout;
    private final Map<String, IntBuffer> drawn = new HashMap<>();

    /** What it gave, [rows, out]. */
    final float[] found;

    /** @param config of an adapter that draws nothing but the mask of this layer */
    DroppedLayer(AdapterConfigBuilder config, WeightLayout layout, int rows, int in, int out, double dropout) {
        this.layout = layout;
        this.in = in;
        this.out = out;
        this.dropout = dropout;
        boolean outFirst = layout == WeightLayout.OUT_IN;
        GraphBuilder g = new GraphBuilder("base");
        Value x = g.input("x", DType.FLOAT, Shape.of(rows, in));
        Value weight = g.parameter("layer.weight", outFirst ? Shape.of(out, in) : Shape.of(in, out));
        Value bias = g.parameter("layer.bias", Shape.of(out));
        Graph base = g.build(List.of(g.named(g.gemm(x, weight, bias, false, outFirst, 1), "layer")));
        AdapterMethod method = AdapterMethod.of(
                config.loraDropout(dropout)
                        .targetModules(TargetSpec.list(List.of("layer")))
                        .build(),
                LinearModules.model(List.of(new LinearModule("layer", in, out, true, false, layout, List.of(), 1))));
        AdapterMethod.Injected injected = method.inject(base, AdapterMethod.Mode.TRAINING);
        SplittableRandom random = new SplittableRandom(4);
        injected.graph().parameters().forEach(value -> values.put(value.name(), Runs.uniform(value.shape(), random)));
        values.put("x", Runs.uniform(x.shape(), random));
        Map<String, Tensor> fed = new HashMap<>(Map.of("x", values.get("x")));
        for (AdapterMethod.Drawn one : injected.drawn()) {
            Value input = one.input();
            Tensor numbers = Tensor.zeros(input.dtype(), input.shape());
            int elements = Math.toIntExact(input.shape().elements());
            one.draw().fill(random, elements, numbers.data().duplicate().order(ByteOrder.LITTLE_ENDIAN));
            drawn.put(input.name(), numbers.data().asIntBuffer());
            fed.put(input.name(), numbers);
        }
        found = Runs.logits(injected.graph(), values::get, fed);
    }

    /** A number of the parameter {@code end} of the layer. */
    double at(String end, int index) {
        return values.get("layer." + end).floats()[index];
    }

    double weight(int output, int input) {
        return at("weight", layout == WeightLayout.OUT_IN ? output * in + input : input * out + output);
    }

    double x(int row, int input) {
        return values.get("x").floats()[row * in + input];
    }

    /** What dropout leaves of {@link #x}, scaled up. */
    double kept(int row, int input) {
        int number = drawn.get(FACTORS).get(row) * drawn.get(COLUMNS).get(input)
                + drawn.get(SHIFTS).get(row);
        boolean keeps = number >= Math.round(Integer.MIN_VALUE + dropout * 0x1p32);
        return keeps ? x(row, input) / (1 - dropout) : 0;
    }
}
