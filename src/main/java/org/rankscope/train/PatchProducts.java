package org.rankscope.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * Convolutions whose windows lie side by side, as products of matrices: Y = X̃·W̃ᵀ + b, where a row of X̃ is what one window
 * sees and a row of W̃ is one filter. So the patches of an image need no library for convolutions, forward or back, and every
 * precision that products have.
 */
final class PatchProducts implements GraphBuilder.Substitution {
    private static final int BIAS = 2;

    /** Axes before those of the image: batch and channels. */
    private static final int LEADING = 2;

    private final GraphBuilder g;
    private final Set<Value> made = new HashSet<>();

    PatchProducts(GraphBuilder g) {
        this.g = g;
    }

    @Override
    public Optional<Value> insteadOf(Node node) {
        if (node.op() != Op.CONV || !cutsIntoPatches(node)) {
            return Optional.empty();
        }
        Value result = g.in(node.output().name(), () -> product(node));
        made.add(result);
        return Optional.of(result);
    }

    /**
     * Whether each number of the image is in exactly one window. Windows of 1 are left to convolutions, which read the image
     * as it lies, but behind patches: the second half of a low-rank update.
     */
    private boolean cutsIntoPatches(Node node) {
        Shape image = node.input(0).shape();
        List<Long> window = window(node);
        List<Long> ones = Collections.nCopies(window.size(), 1L);
        boolean fills = true;
        for (int i = 0; i < window.size(); i++) {
            fills &= image.dim(LEADING + i) % window.get(i) == 0;
        }
        return fills
                && (!window.equals(ones) || made.contains(node.input(0)))
                && numbers(node, "strides", ones).equals(window)
                && numbers(node, "dilations", ones).equals(ones)
                && numbers(node, "pads", List.of()).stream().allMatch(pad -> pad == 0)
                && node.intAttribute("group", 1) == 1;
    }

    private Value product(Node node) {
        Shape image = node.input(0).shape();
        Shape grid = node.output().shape();
        long filters = grid.dim(1);
        int axes = image.rank() - LEADING;
        List<Long> apart = new ArrayList<>(List.of(image.dim(0), image.dim(1)));
        List<Long> patchesFirst = new ArrayList<>(List.of(0L));
        List<Long> withinPatch = new ArrayList<>(List.of(1L));
        List<Long> filtersLast = new ArrayList<>(List.of(grid.dim(0)));
        List<Long> filtersSecond = new ArrayList<>(List.of(0L, 1L + axes));
        for (int i = 0; i < axes; i++) {
            apart.addAll(List.of(grid.dim(LEADING + i), window(node).get(i)));
            patchesFirst.add(2L + 2 * i);
            withinPatch.add(3L + 2 * i);
            filtersLast.add(grid.dim(LEADING + i));
            filtersSecond.add(1L + i);
        }
        patchesFirst.addAll(withinPatch);
        filtersLast.add(filters);
        Value cut = g.transpose(g.reshape(node.input(0), new Shape(apart)), patchesFirst);
        long numbers = node.input(1).shape().elements() / filters;
        Value rows = g.reshape(cut, Shape.of(image.elements() / numbers, numbers));
        Value weight = g.reshape(node.input(1), Shape.of(filters, numbers));
        Value vectors = node.hasInput(BIAS)
                ? g.gemm(rows, weight, node.input(BIAS), false, true, 1)
                : g.gemm(rows, weight, false, true, 1);
        return g.transpose(g.reshape(vectors, new Shape(filtersLast)), filtersSecond);
    }

    private static List<Long> window(Node node) {
        Shape filter = node.input(1).shape();
        return filter.dims().subList(LEADING, filter.rank());
    }

    private static List<Long> numbers(Node node, String attribute, List<Long> usual) {
        return node.attributes().get(attribute) instanceof Attribute.Ints given ? given.values() : usual;
    }
}
