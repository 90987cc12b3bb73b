package org.rankscope.runtime;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * Finds nodes that ONNX Runtime would fold into constants though a parameter goes into them, such as rows of a table of
 * positions. It would look for the parameter's numbers in the file that stands for "bound later", and fail.
 */
final class WeightFolding {
    /**
     * Passes that write changed copies of weights into the graph: blocked layouts of convolutions, norms and factors
     * multiplied in, queries, keys and values joined. They look for the numbers in the same place.
     */
    static final List<String> REWRITE_WEIGHTS = List.of(
            "NchwcTransformer",
            "NhwcTransformer",
            "ConvAddFusion",
            "ConvMulFusion",
            "ConvBNFusion",
            "MatMulBNFusion",
            "AttentionFusion");

    private WeightFolding() {}

    static boolean concerns(Graph graph) {
        return concerns(graph, new HashSet<>(), new HashSet<>());
    }

    private static boolean concerns(Graph graph, Set<Value> fixed, Set<Value> weights) {
        fixed.addAll(graph.parameters());
        weights.addAll(graph.parameters());
        fixed.addAll(graph.constants().keySet());
        for (Node node : graph.nodes()) {
            boolean isFixed = !node.inputs().isEmpty()
                    && node.inputs().stream().allMatch(input -> input.isAbsent() || fixed.contains(input));
            if (isFixed && node.inputs().stream().anyMatch(weights::contains)) {
                return true;
            } else if (isFixed) {
                fixed.addAll(node.outputs());
            }
            for (Attribute attribute : node.attributes().values()) {
                if (attribute instanceof Attribute.Body body
                        && concerns(body.graph(), new HashSet<>(fixed), new HashSet<>(weights))) {
                    return true;
                }
            }
        }
        return false;
    }
}
