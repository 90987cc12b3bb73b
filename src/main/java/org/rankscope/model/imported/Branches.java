package org.rankscope.model.imported;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.onnx.RawGraph;
import org.rankscope.onnx.RawNode;
import org.rankscope.onnx.RawValue;

/** The taken branch of an {@code If} in the place of the node. ONNX If-16. */
final class Branches {
    private Branches() {}

    /**
     * The nodes of the branch. Its own values get the node's name in front; its results are called as the node's.
     *
     * @param constants takes the branch's initializers
     */
    static List<RawNode> inPlaceOf(String file, RawNode node, String branch, BiConsumer<String, Tensor> constants) {
        RawGraph body = node.bodies().get(branch);
        if (body == null
                || body.outputs().size() < node.outputs().size()
                || !body.inputs().isEmpty()) {
            throw new RequestException(
                    file + ": " + node.described() + " has no fitting " + branch + "; export the model again.");
        }
        RawGraph lifted = Constants.lifted(file, body);
        String prefix = node.label() + "/" + branch + "/";
        Set<String> own = new HashSet<>(lifted.initializers().keySet());
        lifted.nodes().forEach(inner -> own.addAll(inner.outputs()));
        Map<String, String> names = new HashMap<>();
        own.forEach(name -> names.put(name, prefix + name));

        lifted.initializers().forEach((name, tensor) -> constants.accept(names.get(name), tensor.tensor()));
        List<RawNode> nodes = new ArrayList<>();
        for (RawNode inner : lifted.nodes()) {
            nodes.add(inner.renamed(prefix, name -> names.getOrDefault(name, name)));
        }
        List<RawValue> results = lifted.outputs();
        for (int i = 0; i < node.outputs().size(); i++) {
            String inner = results.get(i).name();
            if (!node.outputs().get(i).isEmpty()) {
                nodes.add(RawNode.inPlaceOf(
                        node,
                        "Identity",
                        List.of(names.getOrDefault(inner, inner)),
                        List.of(node.outputs().get(i)),
                        Map.of()));
            }
        }
        return nodes;
    }
}
