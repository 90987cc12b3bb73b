package org.rankscope.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.ModelGraph;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.FlatParameters;
import org.rankscope.peft.StepRule;

/**
 * What goes from step to step, FLOAT, by name: θ, m and v [P], the states of {@link LossScale} where the loss is scaled, and
 * those of the method's {@link StepRule}.
 *
 * <p>Where most of a model is trained, its vectors fill the memory. A graph has θ, m and v in parts then, so that the optimiser
 * can take one behind the other; all else knows them whole.
 *
 * @param parameters what is trained, as the vectors have it
 * @param parts the pieces of a vector, in their order; one where it is whole
 * @param rule what the method does at each step
 * @param scalesLoss whether the loss is scaled, so that steps may be left out
 */
record TrainingStates(
        FlatParameters parameters, List<FlatParameters> parts, Optional<StepRule> rule, boolean scalesLoss) {
    /** The trained values [P]. */
    static final String THETA = "theta";

    /** The optimiser's moments [P]. */
    private static final List<String> MOMENTS = List.of("m", "v");

    /** Prefix of the states of a {@link StepRule}. */
    private static final String RULE = "rule/";

    /** Pieces of what is trained: so many that one is small beside the whole, so few that they are nodes without number. */
    private static final int PARTS = 32;

    /** Those of {@code method} on {@code model}. A {@link StepRule} is shown whole vectors. */
    static TrainingStates of(AdapterMethod method, ModelGraph model, Optional<Halves> halves) {
        FlatParameters parameters = new FlatParameters(method.trainable());
        Optional<StepRule> rule = method.stepRule();
        boolean cut = rule.isEmpty() && areMostOf(model, parameters);
        return new TrainingStates(
                parameters,
                cut ? parameters.parts(PARTS) : List.of(parameters),
                rule,
                halves.filter(Halves::scalesLoss).isPresent());
    }

    /** Whether what is trained is at least half as large as {@code model}. */
    private static boolean areMostOf(ModelGraph model, FlatParameters parameters) {
        long weights =
                model.parameters().values().stream().mapToLong(Shape::elements).sum();
        return 2 * parameters.size() >= weights;
    }

    /** Shapes, θ first. */
    Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put(THETA, parameters.shape());
        MOMENTS.forEach(name -> shapes.put(name, parameters.shape()));
        scaling().forEach((name, value) -> shapes.put(name, value.shape()));
        rule.ifPresent(one -> one.states().forEach((name, value) -> shapes.put(RULE + name, value.shape())));
        return shapes;
    }

    /** Values for a run that begins with {@code theta}. */
    Map<String, Tensor> starting(Tensor theta) {
        Map<String, Tensor> states = new LinkedHashMap<>();
        states.put(THETA, theta);
        MOMENTS.forEach(name -> states.put(name, Tensor.zeros(DType.FLOAT, parameters.shape())));
        states.putAll(scaling());
        rule.ifPresent(one -> one.states().forEach((name, value) -> states.put(RULE + name, value)));
        return states;
    }

    private Map<String, Tensor> scaling() {
        return scalesLoss ? LossScale.states() : Map.of();
    }

    /** Names of those that belong to what a run leaves: what is trained, and the {@link StepRule}'s. */
    List<String> kept() {
        List<String> kept = new ArrayList<>(List.of(THETA));
        kept.addAll(ofRule());
        return kept;
    }

    /** The values of {@link #kept} as the method knows them: what is trained, and its own states. */
    Map<String, Tensor> values(Map<String, Tensor> kept) {
        Map<String, Tensor> values = parameters.unpack(kept.get(THETA));
        values.putAll(own(kept));
        return values;
    }

    /** Names of those that are the {@link StepRule}'s. */
    List<String> ofRule() {
        return rule.stream()
                .flatMap(one -> one.states().keySet().stream())
                .map(name -> RULE + name)
                .toList();
    }

    /** The states of the {@link StepRule} among {@code states}, under its names. */
    <V> Map<String, V> own(Map<String, V> states) {
        Map<String, V> own = new LinkedHashMap<>();
        ofRule().stream()
                .filter(states::containsKey)
                .forEach(name -> own.put(name.substring(RULE.length()), states.get(name)));
        return own;
    }

    /** Whether vectors are in parts. */
    boolean areCut() {
        return parts.size() > 1;
    }

    /** The inputs of a graph for the states, in their order: the parts of θ, those of m, those of v, then all others. */
    Map<String, Shape> inputs() {
        Map<String, Shape> inputs = new LinkedHashMap<>();
        shapes().forEach((name, shape) -> {
            if (isCut(name)) {
                for (int i = 0; i < parts.size(); i++) {
                    inputs.put(part(name, i), parts.get(i).shape());
                }
            } else {
                inputs.put(name, shape);
            }
        });
        return inputs;
    }

    private boolean isCut(String state) {
        return areCut() && (state.equals(THETA) || MOMENTS.contains(state));
    }

    private static String part(String state, int index) {
        return state + "/" + index;
    }

    /** Views of {@code states} as {@link #inputs} has them. */
    Map<String, Tensor> cut(Map<String, Tensor> states) {
        Map<String, Tensor> cut = new LinkedHashMap<>();
        states.forEach((name, value) -> {
            if (isCut(name)) {
                int offset = 0;
                for (int i = 0; i < parts.size(); i++) {
                    Shape shape = parts.get(i).shape();
                    int bytes = Math.toIntExact(shape.elements() * DType.FLOAT.bytes());
                    cut.put(
                            part(name, i),
                            new Tensor(DType.FLOAT, shape, value.data().slice(offset, bytes)));
                    offset += bytes;
                }
            } else {
                cut.put(name, value);
            }
        });
        return cut;
    }

    /** The state called {@code name}, whole; {@code given} has the values of {@link #inputs}. */
    Tensor joined(String name, Function<String, Tensor> given) {
        if (!isCut(name)) {
            return given.apply(name);
        }
        Tensor whole = Tensor.zeros(DType.FLOAT, parameters.shape());
        cut(Map.of(name, whole)).forEach((input, view) -> view.data()
                .put(given.apply(input).data().duplicate()));
        return whole;
    }

    /** The trained tensors by name that lie in {@code vectors}, one for each part. */
    Map<String, Value> split(GraphBuilder g, List<Value> vectors) {
        Map<String, Value> tensors = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            tensors.putAll(parts.get(i).split(g, vectors.get(i)));
        }
        return tensors;
    }

    /** A vector for each part, of {@code tensors} by name. */
    List<Value> concat(GraphBuilder g, Map<String, Value> tensors) {
        return parts.stream().map(part -> part.concat(g, tensors)).toList();
    }
}
