package org.rankscope.peft;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.BaseModel;

/**
 * What a method puts on one layer of a model: all of it that differs from method to method where single layers are adapted;
 * {@link LayerwiseMethod} does the rest. Tensors go by the ends of their names ({@code lora_A.weight}) behind the layer's
 * name and a dot, which are those of PEFT's file.
 */
interface LayerAdapter {
    /** Shapes of what is trained on a layer. */
    Map<String, Shape> trained(AdaptedModule target);

    /** Shapes of what is made for a layer and stays as it is. */
    default Map<String, Shape> fixed(AdaptedModule target) {
        return Map.of();
    }

    /**
     * Values of {@link #trained} and {@link #fixed} before the first step.
     *
     * @param base parameters of the model by name, FLOAT
     * @param seed a stream of random numbers for each name
     */
    Map<String, Tensor> start(
            AdaptedModule target, Function<String, Tensor> base, Function<String, SplittableRandom> seed);

    /** The same, for a start that depends on how the model holds its weights. */
    default Map<String, Tensor> startOn(
            BaseModel model, AdaptedModule target, Function<String, SplittableRandom> seed) {
        return start(target, model::weight, seed);
    }

    /** Shapes of what files hold of a layer, before ranks are taken away. */
    default Map<String, Shape> inFile(AdaptedModule target) {
        return trained(target);
    }

    /**
     * The node whose result the adapter changes, {@link Site#place}.
     *
     * @param layer the node that computes the layer, mostly without its bias
     * @param readers of the same graph
     */
    default Node place(AdaptedModule target, Node layer, Readers readers) {
        return layer;
    }

    /** What stands for the result of {@link #place} with the adapter; {@code own} holds {@link #trained} and {@link #fixed}. */
    Value onto(Site site, Map<String, Value> own);

    /** What happens at each step beside what the loss asks for, with {@code targets} adapted. */
    default Optional<StepRule> rule(List<AdaptedModule> targets) {
        return Optional.empty();
    }

    /**
     * What is stored of a trained adapter.
     *
     * @param config which describes {@code values}
     * @param values by full names
     */
    record Left(AdapterConfig config, Map<String, Tensor> values) {}

    /**
     * What is stored of {@code targets}, in the shapes of {@link #inFile}: mostly what is trained, as it is.
     *
     * @param values what is trained, what is fixed and the states of the {@link #rule}, by full names
     */
    default Left left(AdapterConfig config, List<AdaptedModule> targets, Map<String, Tensor> values) {
        return new Left(config, values);
    }

    /**
     * Parameters of the layer, by their full names, that compute what the layer computes with its adapter.
     *
     * @param base parameters of the model by name, FLOAT
     */
    Map<String, Tensor> merged(AdaptedModule target, Function<String, Tensor> base, Map<String, Tensor> own);
}
