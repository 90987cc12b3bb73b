package org.rankscope.autodiff.rule;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Y = a cache with an update written along an axis, each batch element's from its own index on (0 where there are none),
 * around the end if circular. d(cache) = dY with zeros written there, d(update) = dY from there. ONNX TensorScatter-24.
 */
final class TensorScatterRule implements GradientRule {
    private static final int WRITE_INDICES = 2;

    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value cache = node.input(0);
        Value update = node.input(1);
        Value dY = scope.gradientOf(node.output());
        scope.give(cache, () -> {
            List<Value> operands = Layouts.operands(node, dY);
            operands.set(1, Layouts.zeros(g, update));
            return g.node(node.op(), operands, node.attributes(), dY.dtype(), dY.shape());
        });
        scope.give(update, () -> {
            int axis = update.shape().axis((int) node.intAttribute("axis", -2));
            return g.gatherElements(dY, places(g, node, axis), axis);
        });
    }

    /** Where along {@code axis} of the cache each element of the update is written. */
    private static Value places(GraphBuilder g, Node node, int axis) {
        Shape cache = node.input(0).shape();
        Shape update = node.input(1).shape();
        Shape ones = new Shape(Collections.nCopies(update.rank(), 1L));
        long length = update.dim(axis);
        Value places = g.constant(Tensor.ofLongs(
                ones.with(axis, length), LongStream.range(0, length).toArray()));
        if (node.hasInput(WRITE_INDICES)) {
            Value starts = g.reshape(node.input(WRITE_INDICES), ones.with(0, update.dim(0)));
            places = g.add(places, starts);
        }
        if (node.textAttribute("mode", "linear").equals("circular")) {
            List<Value> operands = List.of(places, g.constant(List.of(cache.dim(axis))));
            places = g.node(Op.MOD, operands, Map.of(), DType.INT64, places.shape());
        }
        return g.expand(places, update);
    }
}
