package org.rankscope.peft;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.LinearModule;

/**
 * Weight-decomposed low-rank adaptation: W' = m ⊙ V / ‖V‖ with V = W + scaling · B·A, one trained magnitude m and one norm for
 * each output (Liu et al. 2024, arXiv 2402.09353, equation 5; PEFT 0.21, {@code DoraLinearLayer}). The norm follows V, but
 * counts as a constant in the backward pass (section 4.3).
 *
 * <p>With s = m / ‖V‖ the layer gives s ⊙ (V·x) + b. Dropout is of the whole branch: W·x + b + s ⊙ (V·x̃) − W·x̃.
 */
final class DoRa implements LayerAdapter {
    static final String MAGNITUDE = "lora_magnitude_vector";

    private final Lora lora = new Lora();

    @Override
    public Map<String, Shape> trained(AdaptedModule target) {
        if (target.module().groups() > 1) {
            throw new RequestException("target_modules: " + target.module().name() + " is a convolution in "
                    + target.module().groups()
                    + " groups, for which DoRA is not defined; leave it out, or choose lora.");
        }
        Map<String, Shape> shapes = new LinkedHashMap<>(lora.trained(target));
        shapes.put(MAGNITUDE, perOutput(target.module()));
        return shapes;
    }

    /** That of LoRA; the magnitudes are the norms, so that the layer is at first what it is without the adapter. */
    @Override
    public Map<String, Tensor> start(
            AdaptedModule target, Function<String, Tensor> base, Function<String, SplittableRandom> seed) {
        Map<String, Tensor> values = new LinkedHashMap<>(lora.start(target, base, seed));
        double[] norms = DeltaWeight.of(
                        target, values.get(AdapterNames.loraA(target)), values.get(AdapterNames.loraB(target)))
                .rowNorms(base.apply(target.module().weightName()));
        float[] magnitude = new float[norms.length];
        for (int out = 0; out < norms.length; out++) {
            magnitude[out] = (float) norms[out];
        }
        values.put(MAGNITUDE, Tensor.ofFloats(perOutput(target.module()), magnitude));
        return values;
    }

    @Override
    public Value onto(Site site, Map<String, Value> own) {
        GraphBuilder g = site.graph();
        // What dropout leaves of the input is scaled up.
        Node layer = site.drops() ? site.on(g.mul(site.dropped(), g.constant(1 / site.kept()))) : site.layer();
        LoraBranch branch = new LoraBranch(g, layer, site.target());
        Value loraA = own.get(AdapterNames.loraA(site.target()));
        Value loraB = own.get(AdapterNames.loraB(site.target()));
        // Of a row of zeros nothing is left: 0 / 0 would be no number.
        Value norm = g.max(g.stopGradient(branch.rowNorms(loraA, loraB)), g.constant(Float.MIN_NORMAL));
        // No quotient: ONNX Runtime looks whether what a factor divides is 1, in a weight that it can't read yet.
        Value scale = g.mul(
                own.get(MAGNITUDE),
                g.reciprocal(g.reshape(norm, perOutput(site.target().module()))));
        Value scaled = g.mul(branch.onto(site.drops() ? layer.input(0) : site.input(), loraA, loraB, 1), scale);
        if (site.drops()) {
            return g.add(site.result(), g.sub(scaled, layer.output()));
        } else if (site.bias().isEmpty()) {
            return scaled;
        }
        Value bias =
                g.reshape(site.bias().orElseThrow(), perOutput(site.target().module()));
        return g.add(scaled, g.mul(g.sub(g.constant(1), scale), bias));
    }

    /** m ⊙ (W + scaling · B·A) / ‖W + scaling · B·A‖. */
    @Override
    public Map<String, Tensor> merged(AdaptedModule target, Function<String, Tensor> base, Map<String, Tensor> own) {
        DeltaWeight delta =
                DeltaWeight.of(target, own.get(AdapterNames.loraA(target)), own.get(AdapterNames.loraB(target)));
        Tensor weight = base.apply(target.module().weightName());
        float[] magnitude = own.get(MAGNITUDE).floats();
        double[] norms = delta.rowNorms(weight);
        double[] scale = new double[norms.length];
        for (int out = 0; out < scale.length; out++) {
            scale[out] = magnitude[out] / Math.max(norms[out], Float.MIN_NORMAL);
        }
        return Map.of(target.module().weightName(), delta.addedTo(weight, scale));
    }

    /** [out]; of a convolution [1, out, 1...]. */
    private static Shape perOutput(LinearModule module) {
        return module.isConvolution()
                ? Shape.of(1, module.outFeatures())
                        .append(Collections.nCopies(module.kernel().size(), 1L))
                : Shape.of(module.outFeatures());
    }
}
