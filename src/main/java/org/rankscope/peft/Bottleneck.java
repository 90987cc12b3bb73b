package org.rankscope.peft;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.LinearModule;

/**
 * Adapter layers: h + W_up·f(W_down·z + b_down) + b_up in the place of h [d], with m inner numbers; 2·d·m + d + m parameters
 * (Houlsby et al. 2019, arXiv 1902.00751, section 2.1). What h and z are is {@link Placement}. W_up and the biases start at 0,
 * so that the layer is at first what it is without.
 *
 * <p>PEFT has no such method. Files are those of the LLM-Adapters fork of it (Hu et al. 2023, arXiv 2304.01933), with the
 * biases that it leaves out.
 */
final class Bottleneck implements LayerAdapter {
    private static final String DOWN = "adapter_down.weight";
    private static final String DOWN_BIAS = "adapter_down.bias";
    private static final String UP = "adapter_up.weight";
    private static final String UP_BIAS = "adapter_up.bias";

    private final Placement placement;
    private final NonLinearity nonLinearity;

    private Bottleneck(Placement placement, NonLinearity nonLinearity) {
        this.placement = placement;
        this.nonLinearity = nonLinearity;
    }

    /** As {@code config} says. */
    static Bottleneck of(AdapterConfig config) {
        if (config.capacity() < 1) {
            throw new RequestException("bottleneck_size must be at least 1, found " + config.capacity() + ".");
        }
        return new Bottleneck(Placement.of(config), NonLinearity.of(config));
    }

    @Override
    public Map<String, Shape> trained(AdaptedModule target) {
        if (target.module().isConvolution() || target.module().embedding()) {
            throw new RequestException("target_modules: " + target.module().name()
                    + (target.module().embedding() ? " is an embedding" : " is a convolution")
                    + ", behind which no adapter layer can stand; leave it out, or choose lora.");
        }
        long features = target.module().outFeatures();
        long inner = target.rank();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put(DOWN, Shape.of(inner, features));
        shapes.put(DOWN_BIAS, Shape.of(inner));
        shapes.put(UP, Shape.of(features, inner));
        shapes.put(UP_BIAS, Shape.of(features));
        return shapes;
    }

    /** W_down uniform in ±1/√d, row by row, so that a smaller bottleneck starts with the first rows of a larger one. */
    @Override
    public Map<String, Tensor> start(
            AdaptedModule target, Function<String, Tensor> base, Function<String, SplittableRandom> seed) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        trained(target).forEach((end, shape) -> values.put(end, Tensor.zeros(DType.FLOAT, shape)));
        Shape down = trained(target).get(DOWN);
        values.put(DOWN, FactorStart.uniform(down, 1 / Math.sqrt(down.dim(1)), seed.apply(DOWN)));
        return values;
    }

    @Override
    public Node place(AdaptedModule target, Node layer, Readers readers) {
        LinearModule module = target.module();
        Node result = readers.withBias(module, layer);
        if (placement == Placement.HOULSBY) {
            return result;
        }
        Node sum = readers.residual(result)
                .orElseThrow(() -> new RequestException("target_modules: what " + module.name()
                        + " gives is added to no residual, behind which pfeiffer puts its adapters; choose houlsby."));
        return readers.normOf(module, sum).orElse(sum);
    }

    /** Where z is norm(h + x), what is added to h goes into that norm. */
    @Override
    public Value onto(Site site, Map<String, Value> own) {
        GraphBuilder g = site.graph();
        Value result = site.result();
        long features = site.target().module().outFeatures();
        Value rows = g.reshape(site.dropped(result), Shape.of(result.shape().elements() / features, features));
        Value inner = nonLinearity.of(g, g.gemm(rows, own.get(DOWN), own.get(DOWN_BIAS), false, true, 1 / site.kept()));
        Value outer = g.gemm(inner, own.get(UP), own.get(UP_BIAS), false, true, 1);
        Value added = g.reshape(outer, result.shape());
        return Readers.isNorm(site.place()) ? site.placeOn(g.add(site.place().input(0), added)) : g.add(result, added);
    }

    @Override
    public Map<String, Tensor> merged(AdaptedModule target, Function<String, Tensor> base, Map<String, Tensor> own) {
        throw new RequestException("Merging " + target.module().name()
                + ": an adapter layer is bent between its two products, so that no weight of the model can take its place;"
                + " keep the adapter apart.");
    }
}
