package org.rankscope.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph as a file holds it: values are names, and their types and shapes are not known.
 *
 * @param inputs without those that are initializers too
 * @param nodes each after all that it reads
 */
public record RawGraph(
        String name,
        List<RawValue> inputs,
        List<RawValue> outputs,
        Map<String, StoredTensor> initializers,
        List<RawNode> nodes) {
    public RawGraph {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        initializers = Collections.unmodifiableMap(new LinkedHashMap<>(initializers));
        nodes = List.copyOf(nodes);
    }

    /** The same graph with other nodes. */
    public RawGraph withNodes(List<RawNode> others) {
        return new RawGraph(name, inputs, outputs, initializers, others);
    }
}
