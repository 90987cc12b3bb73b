package org.rankscope.peft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.LinearModule;

/**
 * IA3: one trained gain for each number that a layer gives, l ⊙ (W·x + b), or in the feed-forward part for each that it
 * reads, W·(l ⊙ x) + b (Liu et al. 2022, arXiv 2205.05638, section 3.3; PEFT 0.21, {@code IA3Layer}). Gains start at 1.
 */
final class Ia3 implements LayerAdapter {
    private static final String GAIN = "ia3_l";

    private final Set<String> feedForward;

    private Ia3(Set<String> feedForward) {
        this.feedForward = feedForward;
    }

    /** For the layers that {@code config} means. */
    static Ia3 of(AdapterConfig config, List<LinearModule> modules) {
        List<AdaptedModule> targets = TargetModules.match(config, modules);
        return new Ia3(Ia3FeedForward.among(targets, config, modules).stream()
                .map(target -> target.module().name())
                .collect(Collectors.toUnmodifiableSet()));
    }

    private boolean scalesInput(AdaptedModule target) {
        return feedForward.contains(target.module().name());
    }

    /** [out, 1], of the feed-forward part [1, in]; of a convolution [1, channels, 1...]. */
    @Override
    public Map<String, Shape> trained(AdaptedModule target) {
        LinearModule module = target.module();
        if (module.embedding()) {
            throw new RequestException("target_modules: " + module.name()
                    + " is an embedding, for which IA3 is not defined; leave it out, or choose lora.");
        }
        int gains = scalesInput(target) ? module.inFeatures() : module.outFeatures();
        boolean column = !scalesInput(target) && !module.isConvolution();
        return Map.of(GAIN, column ? Shape.of(gains, 1) : alongChannels(module, gains));
    }

    private static Shape alongChannels(LinearModule module, int gains) {
        return Shape.of(1, gains).append(Collections.nCopies(module.kernel().size(), 1L));
    }

    @Override
    public Map<String, Tensor> start(
            AdaptedModule target, Function<String, Tensor> base, Function<String, SplittableRandom> seed) {
        Shape shape = trained(target).get(GAIN);
        float[] ones = new float[Math.toIntExact(shape.elements())];
        Arrays.fill(ones, 1);
        return Map.of(GAIN, Tensor.ofFloats(shape, ones));
    }

    @Override
    public Node place(AdaptedModule target, Node layer, Readers readers) {
        return scalesInput(target) ? layer : readers.withBias(target.module(), layer);
    }

    @Override
    public Value onto(Site site, Map<String, Value> own) {
        GraphBuilder g = site.graph();
        Node layer = site.layer();
        LinearModule module = site.target().module();
        Value gain = own.get(GAIN);
        if (!scalesInput(site.target())) {
            Value row = module.isConvolution() ? gain : g.reshape(gain, Shape.of(module.outFeatures()));
            return g.mul(site.result(), row);
        }
        boolean columns = layer.intAttribute("transA", 0) == 1;
        List<Value> operands = new ArrayList<>(layer.inputs());
        operands.set(0, g.mul(site.input(), columns ? g.reshape(gain, Shape.of(module.inFeatures(), 1)) : gain));
        return g.node(
                layer.op(),
                operands,
                layer.attributes(),
                layer.output().dtype(),
                layer.output().shape());
    }

    /** l ⊙ W and l ⊙ b; of the feed-forward part the columns of W times l. */
    @Override
    public Map<String, Tensor> merged(AdaptedModule target, Function<String, Tensor> base, Map<String, Tensor> own) {
        LinearModule module = target.module();
        float[] gain = own.get(GAIN).floats();
        Map<String, Tensor> merged = new LinkedHashMap<>();
        Tensor weight = base.apply(module.weightName());
        float[] numbers = weight.floats();
        WeightPlaces places = new WeightPlaces(module);
        for (int out = 0; out < module.outFeatures(); out++) {
            for (int read = 0; read < places.reads(); read++) {
                numbers[places.of(out, read)] *= gain[scalesInput(target) ? places.input(out, read) : out];
            }
        }
        merged.put(module.weightName(), Tensor.ofFloats(weight.shape(), numbers));
        if (!scalesInput(target) && module.hasBias()) {
            float[] bias = base.apply(module.biasName()).floats();
            for (int out = 0; out < bias.length; out++) {
                bias[out] *= gain[out];
            }
            merged.put(module.biasName(), Tensor.ofFloats(Shape.of(bias.length), bias));
        }
        return merged;
    }
}
