package org.rankscope.autodiff.rule;

import java.util.List;
import org.rankscope.autodiff.Expansion;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * Blocks of channels [b, c, h, w] laid out as squares of pixels, or back: a transposition between two reshapes. ONNX
 * DepthToSpace-13 with channels depth first (DCR) or column first (CRD), SpaceToDepth-13.
 */
final class BlocksExpansion implements Expansion {
    @Override
    public List<Value> expand(Node node, GraphBuilder g) {
        Value x = node.input(0);
        Shape shape = x.shape();
        long side = node.intAttribute("blocksize", 1);
        Value apart;
        List<Long> order;
        if (node.op() == Op.SPACE_TO_DEPTH) {
            apart = g.reshape(
                    x, Shape.of(shape.dim(0), shape.dim(1), shape.dim(2) / side, side, shape.dim(3) / side, side));
            order = List.of(0L, 3L, 5L, 1L, 2L, 4L);
        } else if (node.textAttribute("mode", "DCR").equals("DCR")) {
            apart = g.reshape(
                    x, Shape.of(shape.dim(0), side, side, shape.dim(1) / side / side, shape.dim(2), shape.dim(3)));
            order = List.of(0L, 3L, 4L, 1L, 5L, 2L);
        } else {
            apart = g.reshape(
                    x, Shape.of(shape.dim(0), shape.dim(1) / side / side, side, side, shape.dim(2), shape.dim(3)));
            order = List.of(0L, 1L, 4L, 2L, 5L, 3L);
        }
        return List.of(g.reshape(g.transpose(apart, order), node.output().shape()));
    }
}
