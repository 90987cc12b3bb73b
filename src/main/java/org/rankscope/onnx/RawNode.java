package org.rankscope.onnx;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.rankscope.graph.Attribute;
import org.rankscope.io.OneLine;

/**
 * A node as a file holds it.
 *
 * @param domain {@code ""} for the default one
 * @param opset the version of the default operator set that it is written in
 * @param inputs names; {@code ""} where an optional one is left out
 * @param attributes those that are values
 * @param bodies those that are graphs
 * @param references in the body of a function: attributes that take the value of the calling node's attribute
 * @param metadata what the exporter noted
 */
public record RawNode(
        String name,
        String domain,
        String op,
        int opset,
        List<String> inputs,
        List<String> outputs,
        Map<String, Attribute> attributes,
        Map<String, RawGraph> bodies,
        Map<String, String> metadata,
        Map<String, String> references) {
    public RawNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
        bodies = Collections.unmodifiableMap(new TreeMap<>(bodies));
        metadata = Map.copyOf(metadata);
        references = Map.copyOf(references);
    }

    /** A node of the default domain without bodies, in the place of {@code origin}. */
    public static RawNode inPlaceOf(
            RawNode origin, String op, List<String> inputs, List<String> outputs, Map<String, Attribute> attributes) {
        return new RawNode(
                origin.name, "", op, origin.opset, inputs, outputs, attributes, Map.of(), origin.metadata, Map.of());
    }

    /** The same node with other inputs and attributes. */
    public RawNode with(List<String> otherInputs, Map<String, Attribute> otherAttributes) {
        return new RawNode(
                name, domain, op, opset, otherInputs, outputs, otherAttributes, bodies, metadata, references);
    }

    /** The same node with other bodies. */
    public RawNode withBodies(Map<String, RawGraph> others) {
        return new RawNode(name, domain, op, opset, inputs, outputs, attributes, others, metadata, references);
    }

    /** Whether it applies this operator of the default domain. */
    public boolean is(String defaultOp) {
        return domain.isEmpty() && op.equals(defaultOp);
    }

    /** The attribute {@code key} if it is a whole number, else {@code absent}. */
    public long intAttribute(String key, long absent) {
        return attributes.get(key) instanceof Attribute.Int value ? value.value() : absent;
    }

    /** The input at {@code index}, {@code ""} where it is left out. */
    public String input(int index) {
        return index < inputs.size() ? inputs.get(index) : "";
    }

    /** Its name, or its first result's where it has none. */
    public String label() {
        return !name.isEmpty()
                ? name
                : outputs.stream().filter(o -> !o.isEmpty()).findFirst().orElse("");
    }

    /** {@code node 'a/b' (MatMul)}, for messages. */
    public String described() {
        return "node " + OneLine.quoted(label()) + " (" + OneLine.of(domain.isEmpty() ? op : domain + "." + op) + ")";
    }

    /** Everything it reads: its inputs, and what its bodies read of the graph around them. */
    public Set<String> reads() {
        Set<String> read =
                inputs.stream().filter(input -> !input.isEmpty()).collect(Collectors.toCollection(LinkedHashSet::new));
        bodies.values().forEach(body -> read.addAll(captured(body)));
        return read;
    }

    private static Set<String> captured(RawGraph body) {
        Set<String> own = new HashSet<>(body.initializers().keySet());
        body.inputs().forEach(input -> own.add(input.name()));
        body.nodes().forEach(node -> own.addAll(node.outputs()));
        Set<String> captured = new LinkedHashSet<>();
        body.nodes().forEach(node -> captured.addAll(node.reads()));
        body.outputs().forEach(output -> captured.add(output.name()));
        captured.removeAll(own);
        captured.remove("");
        return captured;
    }

    /**
     * The same node with other names for values, in its bodies too.
     *
     * @param prefix put in front of the node's own name
     */
    public RawNode renamed(String prefix, UnaryOperator<String> rename) {
        UnaryOperator<String> present = value -> value.isEmpty() ? value : rename.apply(value);
        Map<String, RawGraph> renamedBodies = new LinkedHashMap<>();
        bodies.forEach((key, body) -> renamedBodies.put(key, renamed(body, prefix, present)));
        return new RawNode(
                prefix + label(),
                domain,
                op,
                opset,
                inputs.stream().map(present).toList(),
                outputs.stream().map(present).toList(),
                attributes,
                renamedBodies,
                metadata,
                references);
    }

    private static RawGraph renamed(RawGraph body, String prefix, UnaryOperator<String> rename) {
        UnaryOperator<RawValue> value =
                old -> new RawValue(rename.apply(old.name()), old.dtype(), old.typeName(), old.dims());
        Map<String, StoredTensor> initializers = new LinkedHashMap<>();
        body.initializers().forEach((name, tensor) -> initializers.put(rename.apply(name), tensor));
        return new RawGraph(
                body.name(),
                body.inputs().stream().map(value).toList(),
                body.outputs().stream().map(value).toList(),
                initializers,
                body.nodes().stream().map(node -> node.renamed(prefix, rename)).toList());
    }
}
