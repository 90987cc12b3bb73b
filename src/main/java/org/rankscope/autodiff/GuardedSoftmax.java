package org.rankscope.autodiff;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Sees {@code Where(blind, 0, Softmax(x))} as one softmax. Exporters write this because a row of -∞, that of a padded query
 * which sees no key, has a softmax of 0/0. Forward, the zero takes its place; node by node, the backward pass would still
 * multiply by the 0/0 that the softmax gave. With the guarded result y in its place, the softmax's own dX = y ∘ (dY - Σ dY ∘ y)
 * is zero for such rows and the same for others.
 */
final class GuardedSoftmax {
    /** Operators that only stretch, rename or convert their first input. */
    private static final Set<Op> SAME_NUMBERS =
            Set.of(Op.EXPAND, Op.IDENTITY, Op.CAST, Op.CAST_LIKE, Op.RESHAPE, Op.UNSQUEEZE, Op.SQUEEZE, Op.TILE);

    private final GraphBuilder g;
    private final Map<Value, Node> makers = new HashMap<>();

    private GuardedSoftmax(GraphBuilder g) {
        this.g = g;
        g.nodes().forEach(node -> node.outputs().forEach(output -> makers.put(output, node)));
    }

    /** {@code nodes} of {@code g}, with one softmax in the place of each guard: for a sweep to go through, not to run. */
    static List<Node> merged(GraphBuilder g, List<Node> nodes) {
        GuardedSoftmax guards = new GuardedSoftmax(g);
        return nodes.stream().map(guards::merged).toList();
    }

    private Node merged(Node node) {
        if (node.op() != Op.WHERE) {
            return node;
        }
        Node softmax = makers.get(node.input(2));
        boolean guard = softmax != null
                && softmax.op() == Op.SOFTMAX
                && node.output().shape().equals(softmax.output().shape())
                && isZero(node.input(1))
                && isOfWholeRows(node.input(0), softmax);
        return guard ? new Node(Op.SOFTMAX, softmax.inputs(), node.outputs(), softmax.attributes()) : node;
    }

    /** Whether {@code condition} holds for all of a row of the softmax or for none of it. */
    private boolean isOfWholeRows(Value condition, Node softmax) {
        Node test = makers.get(condition);
        if (test != null && test.op() == Op.IS_NAN) {
            return test.input(0).equals(softmax.output());
        }
        Shape shape = softmax.output().shape();
        int fromEnd = shape.axis((int) softmax.intAttribute("axis", -1)) - shape.rank();
        return -fromEnd > condition.shape().rank() || condition.shape().dim(fromEnd) == 1;
    }

    private boolean isZero(Value value) {
        Node maker = makers.get(value);
        if (maker == null) {
            return g.constantIfAny(value).filter(GuardedSoftmax::isZero).isPresent();
        }
        if (maker.op() == Op.CONSTANT_OF_SHAPE || maker.op() == Op.CONSTANT) {
            return maker.attributes().get("value") instanceof Attribute.Constant given
                    ? isZero(given.value())
                    : maker.op() == Op.CONSTANT_OF_SHAPE;
        }
        return SAME_NUMBERS.contains(maker.op()) && isZero(maker.input(0));
    }

    private static boolean isZero(Tensor tensor) {
        ByteBuffer bytes = tensor.data().duplicate();
        while (bytes.hasRemaining()) {
            if (bytes.get() != 0) {
                return false;
            }
        }
        return true;
    }
}
