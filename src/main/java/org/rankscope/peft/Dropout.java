package org.rankscope.peft;

import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Which numbers of a tensor dropout keeps. The graph works it out from a few numbers that the host draws, so that no mask goes
 * to the device: the number in row r and column c stays where a_r · b_c + d_r, modulo 2³² as INT32 has it, is above a bound.
 * That is hashing by multiplying and adding (Carter and Wegman 1979, "Universal classes of hash functions", section 3). As a_r is
 * odd, and all others are any number with the same chance, any three places of a mask are dropped independently of each other.
 */
final class Dropout {
    private static final double NUMBERS = 0x1p32;

    private Dropout() {}

    /**
     * A mask of its own for each micro-batch: BOOL in the shape of {@code x}, [..., columns]; false drops.
     *
     * @param name of what is drawn for it
     * @param probability that a number is dropped, above 0 and below 1
     */
    static Value mask(Site site, String name, Value x, double probability) {
        GraphBuilder g = site.graph();
        int last = x.shape().rank() - 1;
        Shape perRow = x.shape().with(last, 1);
        Value factors = site.drawn(name + "/factors", DType.INT32, perRow, numbers(1));
        Value columns =
                site.drawn(name + "/columns", DType.INT32, Shape.of(x.shape().dim(last)), numbers(0));
        Value shifts = site.drawn(name + "/shifts", DType.INT32, perRow, numbers(0));
        return g.greater(g.add(g.mul(factors, columns), shifts), g.constant(bound(probability)));
    }

    /** Any numbers, with the bits of {@code set} set. */
    private static AdapterMethod.Draw numbers(int set) {
        return (random, elements, target) -> {
            for (int i = 0; i < elements; i++) {
                target.putInt(random.nextInt() | set);
            }
        };
    }

    /** The highest number that is dropped: {@code probability} of all are not above it. */
    private static Tensor bound(double probability) {
        long dropped = Math.max(1, Math.round(probability * NUMBERS));
        Tensor bound = Tensor.zeros(DType.INT32, Shape.SCALAR);
        bound.data().putInt(0, Math.toIntExact(Integer.MIN_VALUE + dropped - 1));
        return bound;
    }
}
