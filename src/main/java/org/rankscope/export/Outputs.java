package org.rankscope.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Outputs of a graph in another form, under their old names. */
final class Outputs {
    private Outputs() {}

    /** {@code graph} with the output {@code name} under another shape. */
    static Graph reshaped(Graph graph, String name, Shape shape) {
        Value old = graph.output(name);
        Value inner = new Value(name + "/rows", old.dtype(), old.shape());
        Value output = new Value(name, old.dtype(), shape);
        UnaryOperator<Value> renamed = value -> value.equals(old) ? inner : value;
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            nodes.add(new Node(
                    node.op(),
                    node.inputs().stream().map(renamed).toList(),
                    node.outputs().stream().map(renamed).toList(),
                    node.attributes()));
        }
        Tensor sizes = Tensor.ofLongs(Shape.of(shape.rank()), shape.toArray());
        Value target = new Value(name + "/shape", sizes.dtype(), sizes.shape());
        nodes.add(new Node(Op.RESHAPE, List.of(inner, target), List.of(output), Map.of()));
        Map<Value, Tensor> constants = new LinkedHashMap<>(graph.constants());
        constants.put(target, sizes);
        return new Graph(
                graph.name(),
                graph.opset(),
                graph.inputs(),
                graph.parameters(),
                constants,
                nodes,
                graph.outputs().stream()
                        .map(value -> value.equals(old) ? output : value)
                        .toList());
    }
}
