package org.rankscope.model.imported;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.onnx.RawGraph;
import org.rankscope.onnx.RawNode;

/**
 * Brings nodes written in older versions of the default operator set (from 7 on) to what they mean in version 18. One
 * entry an operator, tried if the node is older than the version in which the form changed. Source: the change log of
 * the ONNX operators.
 */
final class OpsetUpgrade {
    /** Forms of operators, and the version that ended them. */
    private record Change(int endedBy, Function<RawNode, List<RawNode>> rewrite) {}

    private static final Map<String, Change> CHANGES = new HashMap<>();

    static {
        for (String op : List.of("Squeeze", "Unsqueeze", "ReduceSum")) {
            change(op, 13, node -> attributesToInputs(node, 1, List.of("axes")));
        }
        for (String op : List.of("L1", "L2", "LogSum", "LogSumExp", "Max", "Mean", "Min", "Prod", "SumSquare")) {
            change("Reduce" + op, 18, node -> attributesToInputs(node, 1, List.of("axes")));
        }
        for (String op : List.of("Softmax", "LogSoftmax", "Hardmax")) {
            change(op, 13, OpsetUpgrade::flattenedSoftmax);
        }
        change("Split", 18, OpsetUpgrade::split);
        change("Clip", 11, node -> attributesToInputs(node, 1, List.of("min", "max")));
        change("Pad", 11, node -> attributesToInputs(node, 1, List.of("pads", "value")));
        change("Slice", 10, node -> attributesToInputs(node, 1, List.of("starts", "ends", "axes")));
        change("TopK", 10, node -> attributesToInputs(node, 1, List.of("k")));
        change("Upsample", 10, OpsetUpgrade::upsample);
        change("Resize", 11, node -> resize(node, node.input(1)));
        change(
                "Scatter",
                11,
                node -> List.of(
                        RawNode.inPlaceOf(node, "ScatterElements", node.inputs(), node.outputs(), node.attributes())));
        change("GroupNormalization", 21, OpsetUpgrade::groupNormalization);
        change(
                "RoiAlign",
                16,
                node -> List.of(node.with(
                        node.inputs(),
                        with(
                                node.attributes(),
                                "coordinate_transformation_mode",
                                new Attribute.Text("output_half_pixel")))));
        change("BatchNormalization", Integer.MAX_VALUE, OpsetUpgrade::batchNormalization);
        change("Dropout", Integer.MAX_VALUE, OpsetUpgrade::dropout);
    }

    private OpsetUpgrade() {}

    private static void change(String op, int endedBy, Function<RawNode, List<RawNode>> rewrite) {
        CHANGES.put(op, new Change(endedBy, rewrite));
    }

    static RawGraph of(RawGraph graph) {
        List<RawNode> nodes = new ArrayList<>();
        for (RawNode node : graph.nodes()) {
            Map<String, RawGraph> bodies = new HashMap<>();
            node.bodies().forEach((name, body) -> bodies.put(name, of(body)));
            RawNode inside = node.withBodies(bodies);
            Change change = node.domain().isEmpty() ? CHANGES.get(node.op()) : null;
            nodes.addAll(
                    change != null && node.opset() < change.endedBy()
                            ? change.rewrite().apply(inside)
                            : List.of(inside));
        }
        return graph.withNodes(nodes);
    }

    /** Attributes become inputs from {@code first} on, where the node has them. */
    private static List<RawNode> attributesToInputs(RawNode node, int first, List<String> names) {
        List<RawNode> made = new ArrayList<>();
        List<String> inputs = new ArrayList<>(node.inputs());
        Map<String, Attribute> attributes = new HashMap<>(node.attributes());
        for (int i = 0; i < names.size(); i++) {
            Attribute value = attributes.remove(names.get(i));
            if (value != null) {
                while (inputs.size() <= first + i) {
                    inputs.add("");
                }
                inputs.set(first + i, constant(node, names.get(i), tensor(names.get(i), value), made));
            }
        }
        made.add(node.with(inputs, attributes));
        return made;
    }

    private static Tensor tensor(String name, Attribute value) {
        if (value instanceof Attribute.Ints ints) {
            return longs(ints.values());
        } else if (value instanceof Attribute.Float number) {
            return Tensor.scalar(number.value());
        } else if (value instanceof Attribute.Floats floats) {
            float[] numbers = new float[floats.values().size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = floats.values().get(i);
            }
            return Tensor.ofFloats(Shape.of(numbers.length), numbers);
        } else if (value instanceof Attribute.Int number) {
            return longs(List.of(number.value()));
        }
        throw new IllegalArgumentException("attribute '" + name + "' holds no numbers");
    }

    private static Tensor longs(List<Long> numbers) {
        return Tensor.ofLongs(
                Shape.of(numbers.size()),
                numbers.stream().mapToLong(Long::longValue).toArray());
    }

    /** Adds a constant beside {@code node}; gives its name. */
    private static String constant(RawNode node, String what, Tensor tensor, List<RawNode> made) {
        return add(node, what, "Constant", List.of(), Map.of("value", new Attribute.Constant(tensor)), made);
    }

    /** Adds a node beside {@code node}; gives the name of its result. */
    private static String add(
            RawNode node,
            String what,
            String op,
            List<String> in,
            Map<String, Attribute> attributes,
            List<RawNode> made) {
        String result = node.outputs().get(0) + "#" + what;
        made.add(RawNode.inPlaceOf(node, op, in, List.of(result), attributes));
        return result;
    }

    private static Map<String, Attribute> with(Map<String, Attribute> attributes, String key, Attribute value) {
        Map<String, Attribute> more = new HashMap<>(attributes);
        more.put(key, value);
        return more;
    }

    static Attribute number(long value) {
        return new Attribute.Int(value);
    }

    /** Before version 13: over all axes from {@code axis} (else 1) on, taken as one. */
    private static List<RawNode> flattenedSoftmax(RawNode node) {
        Attribute axis = node.attributes().getOrDefault("axis", number(1));
        if (axis.equals(number(-1))) {
            return List.of(node);
        }
        List<RawNode> made = new ArrayList<>();
        String shape = add(node, "shape", "Shape", node.inputs(), Map.of(), made);
        String flat = add(node, "flat", "Flatten", node.inputs(), Map.of("axis", axis), made);
        String result = add(node, "result", node.op(), List.of(flat), Map.of("axis", number(-1)), made);
        made.add(RawNode.inPlaceOf(node, "Reshape", List.of(result, shape), node.outputs(), Map.of()));
        return made;
    }

    private static List<RawNode> split(RawNode node) {
        if (node.attributes().containsKey("split")) {
            return attributesToInputs(node, 1, List.of("split"));
        } else if (node.input(1).isEmpty()) {
            Map<String, Attribute> equal =
                    with(node.attributes(), "num_outputs", number(node.outputs().size()));
            return List.of(node.with(node.inputs(), equal));
        }
        return List.of(node);
    }

    private static List<RawNode> upsample(RawNode node) {
        List<RawNode> made = new ArrayList<>();
        Map<String, Attribute> attributes = new HashMap<>(node.attributes());
        Attribute scales = attributes.remove("scales");
        String source = scales == null ? node.input(1) : constant(node, "scales", tensor("scales", scales), made);
        made.addAll(resize(node.with(node.inputs(), attributes), source));
        return made;
    }

    /** Before version 11: scales only, and asymmetric coordinates rounded down. */
    private static List<RawNode> resize(RawNode node, String scales) {
        Map<String, Attribute> attributes =
                with(node.attributes(), "coordinate_transformation_mode", new Attribute.Text("asymmetric"));
        attributes.put("nearest_mode", new Attribute.Text("floor"));
        return List.of(
                RawNode.inPlaceOf(node, "Resize", List.of(node.input(0), "", scales), node.outputs(), attributes));
    }

    /** Before version 21 gain and bias are [groups], since then [channels]: each repeated channels / groups times. */
    private static List<RawNode> groupNormalization(RawNode node) {
        List<RawNode> made = new ArrayList<>();
        String axis = constant(node, "axis", longs(List.of(1L)), made);
        String groups = constant(
                node,
                "groups",
                longs(List.of(node.attributes().get("num_groups") instanceof Attribute.Int n ? n.value() : 1L)),
                made);
        String channels = add(
                node, "channels", "Shape", List.of(node.input(0)), Map.of("start", number(1), "end", number(2)), made);
        String each = add(node, "each", "Div", List.of(channels, groups), Map.of(), made);
        String shape = add(node, "repeated", "Concat", List.of(groups, each), Map.of("axis", number(0)), made);
        List<String> inputs = new ArrayList<>(List.of(node.input(0)));
        for (int i = 1; i <= 2; i++) {
            String column = add(node, "column" + i, "Unsqueeze", List.of(node.input(i), axis), Map.of(), made);
            String grid = add(node, "grid" + i, "Expand", List.of(column, shape), Map.of(), made);
            inputs.add(add(node, "all" + i, "Reshape", List.of(grid, channels), Map.of(), made));
        }
        made.add(node.with(inputs, node.attributes()));
        return made;
    }

    /** Inference gives one result; running statistics are nobody's business. */
    private static List<RawNode> batchNormalization(RawNode node) {
        Map<String, Attribute> attributes = new HashMap<>();
        if (node.attributes().containsKey("epsilon")) {
            attributes.put("epsilon", node.attributes().get("epsilon"));
        }
        return List.of(RawNode.inPlaceOf(
                node, "BatchNormalization", node.inputs(), node.outputs().subList(0, 1), attributes));
    }

    /** Inference leaves everything; the mask, where it is asked for, says so. */
    private static List<RawNode> dropout(RawNode node) {
        List<RawNode> made = new ArrayList<>();
        if (node.outputs().size() > 1 && !node.outputs().get(1).isEmpty()) {
            Tensor yes = Tensor.zeros(DType.BOOL, Shape.SCALAR);
            yes.data().put(0, (byte) 1);
            String shape = add(node, "shape", "Shape", List.of(node.input(0)), Map.of(), made);
            String kept = constant(node, "kept", yes, made);
            made.add(RawNode.inPlaceOf(
                    node, "Expand", List.of(kept, shape), List.of(node.outputs().get(1)), Map.of()));
        }
        made.add(RawNode.inPlaceOf(
                node, "Identity", List.of(node.input(0)), node.outputs().subList(0, 1), Map.of()));
        return made;
    }
}
