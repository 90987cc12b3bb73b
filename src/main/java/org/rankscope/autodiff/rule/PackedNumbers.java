package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.LongStream;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Codes of a few bits, several to a byte, as the numbers that they stand for: one row of a table for each of the 256 bytes.
 *
 * @param bits of a code: 1, 2, 4 or 8
 * @param lowFirst whether the first code of a byte stands in its low bits
 * @param number what a code stands for
 */
record PackedNumbers(int bits, boolean lowFirst, IntToDoubleFunction number) {
    private static final int BYTES = 256;

    /** FLOAT [..., n · 8 / bits] from {@code packed} UINT8 [..., n]. */
    Value read(GraphBuilder g, Value packed) {
        int each = Byte.SIZE / bits;
        float[] table = new float[BYTES * each];
        for (int row = 0; row < BYTES; row++) {
            for (int place = 0; place < each; place++) {
                int shift = bits * (lowFirst ? place : each - 1 - place);
                table[row * each + place] = (float) number.applyAsDouble(row >> shift & (1 << bits) - 1);
            }
        }
        Shape shape = packed.shape();
        Value rows = g.node(
                Op.GATHER,
                List.of(g.constant(Tensor.ofFloats(Shape.of(BYTES, each), table)), g.cast(packed, DType.INT32)),
                Map.of(),
                DType.FLOAT,
                Shape.of(LongStream.concat(shape.dims().stream().mapToLong(Long::longValue), LongStream.of(each))
                        .toArray()));
        return g.reshape(rows, shape.with(-1, shape.dim(-1) * each));
    }
}
