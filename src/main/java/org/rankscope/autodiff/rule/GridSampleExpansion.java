package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.List;
import org.rankscope.autodiff.Expansion;
import org.rankscope.autodiff.rule.Sampling.Kind;
import org.rankscope.autodiff.rule.Sampling.Margin;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * Y = samples of X [N, C, ...] at places of a grid [N, ..., axes], innermost axis first, on which -1 and 1 are the edges of X or,
 * with aligned corners, the middles of its outermost elements. ONNX GridSample-16, -20.
 */
final class GridSampleExpansion implements Expansion {
    @Override
    public List<Value> expand(Node node, GraphBuilder g) {
        Value image = node.input(0);
        Value grid = node.input(1);
        int axes = image.shape().rank() - 2;
        Shape points = Shape.of(
                image.shape().dim(0),
                grid.shape().elements() / axes / image.shape().dim(0));
        boolean alignCorners = node.intAttribute("align_corners", 0) == 1;
        List<Value> places = new ArrayList<>();
        for (int axis = 0; axis < axes; axis++) {
            long size = image.shape().dim(axis + 2);
            Value coordinate =
                    g.reshape(Layouts.slice(g, grid, grid.shape().rank() - 1, axes - 1 - axis, 1, 1), points);
            Value fromEdge = g.add(coordinate, g.constant(1));
            places.add(
                    alignCorners
                            ? g.mul(fromEdge, g.constant((size - 1) / 2f))
                            : g.sub(g.mul(fromEdge, g.constant(size / 2f)), g.constant(0.5f)));
        }
        Value samples = new Sampling(g, kind(node), margin(node), alignCorners).of(image, places);
        return List.of(g.reshape(
                g.transpose(samples, List.of(0L, 2L, 1L)), node.output().shape()));
    }

    private static Kind kind(Node node) {
        String mode = node.textAttribute("mode", "linear");
        return mode.equals("nearest") ? Kind.NEAREST : mode.endsWith("cubic") ? Kind.CUBIC : Kind.LINEAR;
    }

    private static Margin margin(Node node) {
        return switch (node.textAttribute("padding_mode", "zeros")) {
            case "border" -> Margin.BORDER;
            case "reflection" -> Margin.REFLECTION;
            default -> Margin.ZEROS;
        };
    }
}
