package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** The weights of products that read them as codes. */
public final class PackedWeights {
    private PackedWeights() {}

    /** Whether {@code product} reads its weight as codes. */
    public static boolean isPacked(Node product) {
        return product.op() == Op.MAT_MUL_BNB4 || product.op() == Op.MAT_MUL_NBITS;
    }

    /**
     * The weight of {@code product} [out, in], or the table that it looks rows up in, written out by nodes of {@code g}; empty
     * where it is not held as codes.
     */
    public static Optional<Value> of(Node product, GraphBuilder g) {
        return switch (product.op()) {
            case MAT_MUL_BNB4 -> Optional.of(MatMulBnb4Expansion.weight(product, g));
            case MAT_MUL_NBITS -> Optional.of(MatMulNBitsExpansion.weight(product, g));
            case GATHER_BLOCK_QUANTIZED -> Optional.of(table(product, g));
            default -> Optional.empty();
        };
    }

    /** All rows, one after the other. */
    private static Value table(Node picker, GraphBuilder g) {
        long rows = picker.input(0).shape().dim(0);
        List<Value> inputs = new ArrayList<>(picker.inputs());
        inputs.set(
                1,
                g.constant(
                        Tensor.ofLongs(Shape.of(rows), LongStream.range(0, rows).toArray())));
        return g.node(
                picker.op(),
                inputs,
                picker.attributes(),
                picker.output().dtype(),
                Shape.of(rows, picker.output().shape().dim(-1)));
    }
}
