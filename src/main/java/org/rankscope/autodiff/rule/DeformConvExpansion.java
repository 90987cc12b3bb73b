package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.rankscope.autodiff.Expansion;
import org.rankscope.autodiff.rule.Sampling.Kind;
import org.rankscope.autodiff.rule.Sampling.Margin;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Y = X ∗ W + B, each element of a window sampled at an offset from its place, times a mask. ONNX DeformConv-19; Zhu et al. 2018
 * (arXiv 1811.11168), equation 2.
 */
final class DeformConvExpansion implements Expansion {
    private static final int OFFSET = 2;
    private static final int BIAS = 3;
    private static final int MASK = 4;

    @Override
    public List<Value> expand(Node node, GraphBuilder g) {
        Shape image = node.input(0).shape();
        Value filter = node.input(1);
        Shape made = node.output().shape();
        long batch = image.dim(0);
        long channels = image.dim(1);
        long taps = filter.shape().dim(2) * filter.shape().dim(3);
        long places = made.dim(2) * made.dim(3);
        long groups = node.intAttribute("group", 1);
        long offsetGroups = node.intAttribute("offset_group", 1);
        long sets = batch * offsetGroups;

        Value offsets = g.reshape(node.input(OFFSET), Shape.of(sets, taps, 2, places));
        List<Value> positions = new ArrayList<>();
        for (int axis = 0; axis < 2; axis++) {
            Value along = g.reshape(Layouts.slice(g, offsets, 2, axis, 1, 1), Shape.of(sets, taps * places));
            positions.add(g.add(along, g.constant(undeformed(node, axis))));
        }
        Value images = g.reshape(node.input(0), Shape.of(sets, channels / offsetGroups, image.dim(2), image.dim(3)));
        Value samples = new Sampling(g, Kind.LINEAR, Margin.ZEROS, false).of(images, positions);
        if (node.hasInput(MASK)) {
            samples = g.mul(samples, g.reshape(node.input(MASK), Shape.of(sets, taps * places, 1)));
        }
        Value apart = g.reshape(samples, Shape.of(batch, offsetGroups, taps, places, channels / offsetGroups));
        Value columns = g.reshape(
                g.transpose(apart, List.of(1L, 4L, 2L, 0L, 3L)),
                Shape.of(groups, channels / groups * taps, batch * places));
        long perGroup = filter.shape().dim(0) / groups;
        Value product = g.fusedMatMul(
                g.reshape(filter, Shape.of(groups, perGroup, channels / groups * taps)), columns, false, false, 1);
        Value y = g.reshape(
                g.transpose(g.reshape(product, Shape.of(groups * perGroup, batch, places)), List.of(1L, 0L, 2L)), made);
        return List.of(node.hasInput(BIAS) ? g.add(y, g.reshape(node.input(BIAS), Shape.of(made.dim(1), 1, 1))) : y);
    }

    /** Where along {@code axis} each element of each window lies without an offset: [taps · places]. */
    private static Tensor undeformed(Node node, int axis) {
        Shape filter = node.input(1).shape();
        Shape made = node.output().shape();
        long stride = node.intsAttribute("strides", List.of(1L, 1L)).get(axis);
        long dilation = node.intsAttribute("dilations", List.of(1L, 1L)).get(axis);
        long before = node.intsAttribute("pads", Collections.nCopies(4, 0L)).get(axis);
        long taps = filter.dim(2) * filter.dim(3);
        long places = made.dim(2) * made.dim(3);
        float[] positions = new float[(int) (taps * places)];
        for (int i = 0; i < positions.length; i++) {
            long tap = i / places;
            long place = i % places;
            long alongWindow = axis == 0 ? tap / filter.dim(3) : tap % filter.dim(3);
            long alongImage = axis == 0 ? place / made.dim(3) : place % made.dim(3);
            positions[i] = alongImage * stride - before + alongWindow * dilation;
        }
        return Tensor.ofFloats(Shape.of(positions.length), positions);
    }
}
