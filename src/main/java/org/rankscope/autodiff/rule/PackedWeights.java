package org.rankscope.autodiff.rule;

import java.util.Optional;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/** The weights of products that read them as codes. */
public final class PackedWeights {
    private PackedWeights() {}

    /** Whether {@code product} reads its weight as codes. */
    public static boolean isPacked(Node product) {
        return product.op() == Op.MAT_MUL_BNB4 || product.op() == Op.MAT_MUL_NBITS;
    }

    /** The weight [out, in] of {@code product}, written out by nodes of {@code g}; empty where it is not held as codes. */
    public static Optional<Value> of(Node product, GraphBuilder g) {
        return switch (product.op()) {
            case MAT_MUL_BNB4 -> Optional.of(MatMulBnb4Expansion.weight(product, g));
            case MAT_MUL_NBITS -> Optional.of(MatMulNBitsExpansion.weight(product, g));
            default -> Optional.empty();
        };
    }
}
