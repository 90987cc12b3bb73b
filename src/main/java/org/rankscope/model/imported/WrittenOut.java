package org.rankscope.model.imported;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.rankscope.autodiff.rule.PackedWeights;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/**
 * The numbers that the codes of a weight stand for, by the nodes that write it out in a backward pass: whoever takes them for
 * the weight computes what the layer computes.
 */
final class WrittenOut {
    private WrittenOut() {}

    /**
     * The weight of {@code layer}, a node of {@code forward}, as it lies.
     *
     * @param parameters values of the graph's parameters
     */
    static Tensor of(Graph forward, Node layer, Function<String, Tensor> parameters) {
        List<Value> held = new ArrayList<>(layer.inputs());
        held.remove(layer.op() == Op.GATHER_BLOCK_QUANTIZED ? 1 : 0); // what goes in
        Graph parts = made(forward, held);
        GraphBuilder g = new GraphBuilder("weight");
        Map<String, Value> here = g.inline(parts, Map.of());
        List<Value> inputs = new ArrayList<>();
        layer.inputs().forEach(input -> inputs.add(here.getOrDefault(input.name(), input)));
        Value weight = PackedWeights.of(new Node(layer.op(), inputs, layer.outputs(), layer.attributes()), g)
                .orElseThrow();
        try (Session session = Session.open(g.build(List.of(weight)), parameters, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(Map.of())) {
            return results.tensor(weight.name());
        }
    }

    /** What of {@code whole} makes {@code values}, which follow from no input. */
    private static Graph made(Graph whole, List<Value> values) {
        List<Value> present = values.stream().filter(value -> !value.isAbsent()).toList();
        Graph graph = new Graph(
                        whole.name(),
                        whole.opset(),
                        List.of(),
                        whole.parameters(),
                        whole.constants(),
                        whole.nodes(),
                        present)
                .withoutUnused();
        Set<Value> read = new HashSet<>(present);
        graph.nodes().forEach(node -> read.addAll(node.inputs()));
        return new Graph(
                graph.name(),
                graph.opset(),
                List.of(),
                graph.parameters().stream().filter(read::contains).toList(),
                graph.constants(),
                graph.nodes(),
                present);
    }
}
