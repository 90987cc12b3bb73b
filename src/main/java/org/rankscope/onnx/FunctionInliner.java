package org.rankscope.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.graph.Attribute;
import org.rankscope.io.OneLine;
import org.rankscope.io.RequestException;

/**
 * Puts the bodies of model-local functions in the place of the nodes that call them. Values of a body get the calling
 * node's name in front; attributes that refer to the caller's take its value, the function's default, or fall away.
 */
final class FunctionInliner {
    /** Functions within functions; more is taken for one that calls itself. */
    private static final int MOST_LEVELS = 32;

    /** A few times what the largest real graphs have: functions that call others twice each grow without bound. */
    static final int MOST_NODES = 1_000_000;

    /** A function of the file. */
    record Function(List<String> inputs, List<String> outputs, Map<String, Attribute> defaults, List<RawNode> nodes) {}

    private final String file;
    private final Map<String, Function> functions;
    private int made;

    FunctionInliner(String file, Map<String, Function> functions) {
        this.file = file;
        this.functions = functions;
    }

    /** What a function is found by. */
    static String key(String domain, String name) {
        return domain + "\n" + name;
    }

    RawGraph inlined(RawGraph graph) {
        return functions.isEmpty() ? graph : inlined(graph, 0);
    }

    private RawGraph inlined(RawGraph graph, int level) {
        List<RawNode> nodes = new ArrayList<>();
        graph.nodes().forEach(node -> add(node, level, nodes));
        return graph.withNodes(nodes);
    }

    private void add(RawNode node, int level, List<RawNode> to) {
        Function function = node.domain().isEmpty() ? null : functions.get(key(node.domain(), node.op()));
        if (++made > MOST_NODES) {
            throw problem("the functions that it is made of come to more than " + MOST_NODES + " nodes");
        } else if (function == null) {
            Map<String, RawGraph> bodies = new HashMap<>();
            node.bodies().forEach((name, body) -> bodies.put(name, inlined(body, level)));
            to.add(node.withBodies(bodies));
        } else if (level >= MOST_LEVELS) {
            throw problem("the function " + OneLine.quoted(node.op()) + " is called more than " + MOST_LEVELS
                    + " levels deep, so it seems to call itself");
        } else {
            body(node, function).forEach(inner -> add(inner, level + 1, to));
        }
    }

    private List<RawNode> body(RawNode call, Function function) {
        String prefix = call.label() + "/";
        Map<String, String> bound = new HashMap<>();
        for (int i = 0; i < function.inputs().size(); i++) {
            bound.put(function.inputs().get(i), call.input(i));
        }
        List<RawNode> nodes = new ArrayList<>();
        Set<String> made = new HashSet<>();
        function.nodes().forEach(node -> made.addAll(node.outputs()));
        for (int i = 0; i < Math.min(function.outputs().size(), call.outputs().size()); i++) {
            String inner = function.outputs().get(i);
            String outer = call.outputs().get(i);
            if (outer.isEmpty()) {
                continue;
            } else if (made.contains(inner) && !bound.containsKey(inner)) {
                bound.put(inner, outer);
            } else {
                String source = bound.getOrDefault(inner, prefix + inner);
                nodes.add(RawNode.inPlaceOf(call, "Identity", List.of(source), List.of(outer), Map.of()));
            }
        }
        for (RawNode node : function.nodes()) {
            RawNode renamed = node.renamed(prefix, name -> bound.getOrDefault(name, prefix + name));
            nodes.add(resolved(renamed, call, function));
        }
        return nodes;
    }

    /** {@code node} with its references to attributes of {@code call} replaced by their values. */
    private RawNode resolved(RawNode node, RawNode call, Function function) {
        Map<String, Attribute> attributes = new HashMap<>(node.attributes());
        node.references().forEach((name, of) -> {
            Attribute value =
                    call.attributes().getOrDefault(of, function.defaults().get(of));
            if (value != null) {
                attributes.put(name, value);
            }
        });
        Map<String, RawGraph> bodies = new HashMap<>();
        node.bodies()
                .forEach((name, body) -> bodies.put(
                        name,
                        body.withNodes(body.nodes().stream()
                                .map(inner -> resolved(inner, call, function))
                                .toList())));
        return new RawNode(
                node.name(),
                node.domain(),
                node.op(),
                node.opset(),
                node.inputs(),
                node.outputs(),
                attributes,
                bodies,
                node.metadata().isEmpty() ? call.metadata() : node.metadata(),
                Map.of());
    }

    private RequestException problem(String what) {
        return new RequestException(file + ": " + what + "; export the model again.");
    }
}
