package org.rankscope.autodiff.rule;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.autodiff.Expansion;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.GraphException;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/** Y = activation(X ∗ W + B + Z). com.microsoft FusedConv-1. */
final class FusedConvExpansion implements Expansion {
    private static final int SUMMAND = 3;

    @Override
    public List<Value> expand(Node node, GraphBuilder g) {
        Map<String, Attribute> attributes = new HashMap<>(node.attributes());
        attributes.remove("activation");
        attributes.remove("activation_params");
        List<Value> operands =
                node.inputs().subList(0, Math.min(SUMMAND, node.inputs().size()));
        Value sum = same(g, Op.CONV, operands, attributes, node.output());
        if (node.hasInput(SUMMAND)) {
            sum = g.add(sum, node.input(SUMMAND));
        }
        return List.of(activated(g, node, sum));
    }

    private static Value activated(GraphBuilder g, Node node, Value x) {
        List<Float> parameters = node.attributes().get("activation_params") instanceof Attribute.Floats floats
                ? floats.values()
                : List.of();
        String activation = node.textAttribute("activation", "");
        return switch (activation) {
            case "" -> x;
            case "Relu" -> same(g, Op.RELU, List.of(x), Map.of(), x);
            case "Tanh" -> same(g, Op.TANH, List.of(x), Map.of(), x);
            case "Sigmoid" -> g.sigmoid(x);
            case "LeakyRelu" ->
                same(g, Op.LEAKY_RELU, List.of(x), Map.of("alpha", new Attribute.Float(parameters.get(0))), x);
            case "HardSigmoid" ->
                same(
                        g,
                        Op.HARD_SIGMOID,
                        List.of(x),
                        Map.of(
                                "alpha", new Attribute.Float(parameters.get(0)),
                                "beta", new Attribute.Float(parameters.get(1))),
                        x);
            case "Clip" ->
                same(g, Op.CLIP, List.of(x, g.constant(parameters.get(0)), g.constant(parameters.get(1))), Map.of(), x);
            default ->
                throw new GraphException(
                        "Node '" + node.name() + "' (FusedConv) has an unknown activation '" + activation + "'.");
        };
    }

    private static Value same(
            GraphBuilder g, Op op, List<Value> operands, Map<String, Attribute> attributes, Value like) {
        return g.node(op, operands, attributes, like.dtype(), like.shape());
    }
}
