package org.rankscope.model.imported;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.graph.DType;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.onnx.RawNode;
import org.rankscope.runtime.Session;

/**
 * Asks ONNX Runtime, without running anything, what it knows of values that are still open: the types and shapes of the
 * outputs of a graph that it is given to open.
 */
final class ShapeQuestions {
    /** No value of a model that anybody trains is as large. */
    static final long MOST_VALUE_BYTES = 1L << 36;

    /** The most axes that the runtime's Java interface takes. */
    private static final long MOST_AXES = 8;

    /** Operators whose results have as many axes as an input is long, and that input. */
    private static final Map<String, Integer> AXES_BY_LENGTH = Map.ofEntries(
            Map.entry("Reshape", 1),
            Map.entry("Expand", 1),
            Map.entry("ConstantOfShape", 0),
            Map.entry("Tile", 1),
            Map.entry("Unsqueeze", 1),
            Map.entry("Squeeze", 1),
            Map.entry("MaxUnpool", 2),
            Map.entry("Col2Im", 1),
            Map.entry("CenterCropPad", 1));

    private static final String FROM = "#from";
    private static final String TO = "#to";

    /** Behind a value's name: its axes, as {@code Shape} gives them. */
    private static final String AXES = "#traced";

    private final TracedValues known;

    ShapeQuestions(TracedValues known) {
        this.known = known;
    }

    /** Asks for the open values of {@code nodes}; says whether anything was learnt. */
    boolean ask(List<RawNode> nodes) {
        List<RawNode> open = askable(nodes);
        if (open.isEmpty()) {
            return false;
        }
        Set<String> made = new LinkedHashSet<>();
        open.forEach(node -> made.addAll(node.outputs()));
        made.remove("");
        List<RawNode> asked = new ArrayList<>();
        open.forEach(node -> addGuarded(node, asked));
        Set<String> outputs = new LinkedHashSet<>(made);
        for (String name : made) {
            asked.add(node("Shape", List.of(name), name + AXES));
            outputs.add(name + AXES);
        }
        Map<String, Session.OutputInfo> found;
        try (Session session = known.open(asked, outputs)) {
            found = session.outputs();
        }
        boolean learnt = false;
        for (RawNode node : open) {
            learnt |= learn(node, found);
        }
        return learnt;
    }

    /** The open nodes that don't wait for a choice or a loop: their bodies are not looked at before they are taken. */
    private List<RawNode> askable(List<RawNode> nodes) {
        Set<String> waiting = new HashSet<>();
        List<RawNode> askable = new ArrayList<>();
        for (RawNode node : nodes) {
            if (!known.isOpen(node)) {
                continue;
            } else if (!node.bodies().isEmpty() || node.reads().stream().anyMatch(waiting::contains)) {
                waiting.addAll(node.outputs());
            } else {
                askable.add(node);
            }
        }
        return askable;
    }

    /**
     * Adds a node to a question. An operand whose length says how many axes the result has is cut to the most there may
     * be: the runtime would write down as many sizes as it is long.
     */
    private void addGuarded(RawNode node, List<RawNode> asked) {
        Integer index = node.domain().isEmpty() ? AXES_BY_LENGTH.get(node.op()) : null;
        String operand = index == null ? "" : node.input(index);
        if (operand.isEmpty() || known.isConstant(operand)) {
            asked.add(node);
            return;
        }
        known.constants().put(FROM, Tensor.ofLongs(Shape.of(1), 0));
        known.constants().put(TO, Tensor.ofLongs(Shape.of(1), MOST_AXES));
        String cut = node.outputs().get(0) + "#cut";
        asked.add(node("Slice", List.of(operand, FROM, TO), cut));
        List<String> inputs = new ArrayList<>(node.inputs());
        inputs.set(index, cut);
        asked.add(node.with(inputs, node.attributes()));
    }

    private static RawNode node(String op, List<String> inputs, String output) {
        return new RawNode(
                output, "", op, Op.ONNX_OPSET, inputs, List.of(output), Map.of(), Map.of(), Map.of(), Map.of());
    }

    private boolean learn(RawNode node, Map<String, Session.OutputInfo> found) {
        boolean learnt = false;
        for (String output : node.outputs()) {
            if (output.isEmpty() || known.isKnown(output)) {
                continue;
            }
            Session.OutputInfo info = found.get(output);
            List<Long> axes = found.get(output + AXES).dims();
            boolean rankKnown = axes.size() == 1 && axes.get(0) == info.dims().size();
            if (!rankKnown || info.dims().contains(-1L)) {
                continue;
            }
            DType dtype = info.dtype()
                    .orElseThrow(() ->
                            known.problem(node, "gives a result of a type that this program doesn't compute with"));
            known.values().put(output, checked(node, new Value(output, dtype, new Shape(info.dims()))));
            learnt = true;
        }
        return learnt;
    }

    private Value checked(RawNode node, Value value) {
        if (TracedValues.bytes(value) > MOST_VALUE_BYTES) {
            throw known.problem(node, "gives a result of the shape " + value.shape() + ", more than any memory holds");
        }
        return value;
    }
}
