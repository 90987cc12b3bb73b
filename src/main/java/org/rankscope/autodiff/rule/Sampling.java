package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * Samples of images between their elements: a weighted sum of the nearest, whose weights vary with the place. As nodes that have
 * gradients, with respect to the image and to the places.
 */
record Sampling(GraphBuilder g, Kind kind, Margin margin, boolean alignCorners) {
    /** Which elements along an axis a sample is made of: the nearest one, two (linear) or four (cubic). */
    enum Kind {
        NEAREST,
        LINEAR,
        CUBIC
    }

    /** What lies beyond the edges. */
    enum Margin {
        ZEROS,
        BORDER,
        REFLECTION
    }

    /** One of the elements along an axis that a sample is made of; {@code weight} is absent where it is 1. */
    private record Tap(Value place, Optional<Value> weight) {}

    private static final float CUBIC_COEFFICIENT = -0.75f;

    /**
     * Samples [B, P, C] of {@code image} [B, C, ...].
     *
     * @param places by spatial axis; [B, P] in elements from the first one's middle
     */
    Value of(Value image, List<Value> places) {
        Shape shape = image.shape();
        long batch = shape.dim(0);
        long channels = shape.dim(1);
        long elements = shape.elements() / batch / channels;
        Value rows = g.transpose(g.reshape(image, Shape.of(batch, channels, elements)), List.of(0L, 2L, 1L));
        List<Tap> corners = List.of(new Tap(g.constant(List.of(0L)), Optional.empty()));
        for (int axis = 0; axis < places.size(); axis++) {
            corners = combined(corners, taps(places.get(axis), shape.dim(axis + 2)), shape.dim(axis + 2));
        }
        Shape points = places.get(0).shape();
        Value sum = null;
        for (Tap corner : corners) {
            Value found = g.node(
                    Op.GATHER_ND,
                    List.of(rows, g.reshape(corner.place, Shape.of(batch, points.dim(1), 1))),
                    Map.of("batch_dims", new Attribute.Int(1)),
                    image.dtype(),
                    Shape.of(batch, points.dim(1), channels));
            Value part = corner.weight
                    .map(weight -> g.mul(found, g.reshape(weight, Shape.of(batch, points.dim(1), 1))))
                    .orElse(found);
            sum = sum == null ? part : g.add(sum, part);
        }
        return sum;
    }

    /** Each of {@code outer} with each of {@code inner}: places count through both axes, weights are products. */
    private List<Tap> combined(List<Tap> outer, List<Tap> inner, long size) {
        List<Tap> all = new ArrayList<>();
        for (Tap o : outer) {
            for (Tap i : inner) {
                Value start = g.mul(o.place, g.constant(List.of(size)));
                Optional<Value> weight = o.weight.isPresent() && i.weight.isPresent()
                        ? Optional.of(g.mul(o.weight.get(), i.weight.get()))
                        : o.weight.or(() -> i.weight);
                all.add(new Tap(g.add(start, g.cast(i.place, DType.INT64)), weight));
            }
        }
        return all;
    }

    private List<Tap> taps(Value position, long size) {
        if (kind == Kind.NEAREST) {
            return List.of(within(same(Op.ROUND, position), Optional.empty(), size));
        }
        Value at = position;
        if (kind == Kind.LINEAR && margin != Margin.ZEROS) {
            at = margin == Margin.BORDER ? clip(position, size) : reflected(position, size);
        }
        Value below = same(Op.FLOOR, at);
        Value past = g.sub(at, below);
        Value ahead = g.sub(g.constant(1), past);
        if (kind == Kind.LINEAR) {
            return List.of(within(below, Optional.of(ahead), size), within(shifted(below, 1), Optional.of(past), size));
        }
        return List.of(
                within(shifted(below, -1), Optional.of(outerWeight(shifted(past, 1))), size),
                within(below, Optional.of(innerWeight(past)), size),
                within(shifted(below, 1), Optional.of(innerWeight(ahead)), size),
                within(shifted(below, 2), Optional.of(outerWeight(shifted(ahead, 1))), size));
    }

    /** A place that may lie beyond the edges, moved to where there are elements; without weight where those are zeros. */
    private Tap within(Value place, Optional<Value> weight, long size) {
        Value inside = clip(margin == Margin.REFLECTION ? reflected(place, size) : place, size);
        if (margin != Margin.ZEROS) {
            return new Tap(inside, weight);
        }
        Value isInside = g.cast(g.equal(inside, place), place.dtype());
        return new Tap(
                inside, Optional.of(weight.map(given -> g.mul(given, isInside)).orElse(isInside)));
    }

    /** Folded about the outermost elements' middles (aligned corners) or about their outer edges. */
    private Value reflected(Value x, long size) {
        float low = alignCorners ? 0 : -0.5f;
        float range = alignCorners ? size - 1 : size;
        if (range == 0) {
            return clip(x, size);
        }
        Value from = g.sub(x, g.constant(low));
        Value turns = same(Op.FLOOR, g.mul(from, g.constant(1 / (2 * range))));
        Value within = g.sub(from, g.mul(turns, g.constant(2 * range)));
        return g.sub(g.constant(low + range), same(Op.ABS, shifted(within, -range)));
    }

    /** ((A + 2) t - (A + 3)) t² + 1 at a distance t up to 1. */
    private Value innerWeight(Value t) {
        Value bend = g.add(g.mul(t, g.constant(CUBIC_COEFFICIENT + 2)), g.constant(-CUBIC_COEFFICIENT - 3));
        return g.add(g.mul(bend, g.mul(t, t)), g.constant(1));
    }

    /** ((A t - 5 A) t + 8 A) t - 4 A at a distance t from 1 to 2. */
    private Value outerWeight(Value t) {
        Value bend = g.mul(shifted(g.mul(shifted(t, -5), t), 8), t);
        return g.mul(shifted(bend, -4), g.constant(CUBIC_COEFFICIENT));
    }

    private Value shifted(Value x, float by) {
        return g.add(x, g.constant(by));
    }

    private Value clip(Value x, long size) {
        return g.node(Op.CLIP, List.of(x, g.constant(0), g.constant(size - 1)), Map.of(), x.dtype(), x.shape());
    }

    private Value same(Op op, Value x) {
        return g.node(op, List.of(x), Map.of(), x.dtype(), x.shape());
    }
}
