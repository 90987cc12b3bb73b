package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Optional;
import org.rankscope.autodiff.Expansion;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * Y = A·Wᵀ with W [N, K] = numbers of 4-bit codes ∘ the largest magnitude of their block, blocks running over all of W. W is
 * written out in the backward pass, where dA = dY·W. com.microsoft MatMulBnb4-1; the 16 numbers of NF4 are those of Dettmers
 * et al. 2023 (arXiv 2305.14314), appendix E.
 */
final class MatMulBnb4Expansion implements Expansion {
    private static final int BITS = 4;
    private static final float[] FP4 = {
        0,
        5.208333333e-03f,
        0.66666667f,
        1,
        0.33333333f,
        0.5f,
        0.16666667f,
        0.25f,
        0,
        -5.208333333e-03f,
        -0.66666667f,
        -1,
        -0.33333333f,
        -0.5f,
        -0.16666667f,
        -0.25f
    };
    private static final float[] NF4 = {
        -1,
        -0.6961928009986877f,
        -0.5250730514526367f,
        -0.39491748809814453f,
        -0.28444138169288635f,
        -0.18477343022823334f,
        -0.09105003625154495f,
        0,
        0.07958029955625534f,
        0.16093020141124725f,
        0.24611230194568634f,
        0.33791524171829224f,
        0.44070982933044434f,
        0.5626170039176941f,
        0.7229568362236023f,
        1
    };

    /** Why {@code node} can't be expanded. */
    static Optional<String> refusal(Node node, GraphBuilder g) {
        if (node.intAttribute("transB", 1) != 1) {
            return Optional.of("ONNX Runtime multiplies by a weight that isn't transposed wrongly on the CPU");
        }
        boolean whole = elements(node) % node.intAttribute("block_size", 1) == 0 && elements(node) % 2 == 0;
        return whole ? Optional.empty() : Optional.of("a weight whose last block is not full is not read");
    }

    @Override
    public List<Value> expand(Node node, GraphBuilder g) {
        long size = node.intAttribute("block_size", 1);
        long blocks = elements(node) / size;
        float[] numbers = node.intAttribute("quant_type", 0) == 1 ? NF4 : FP4;
        PackedNumbers codes = new PackedNumbers(BITS, false, code -> numbers[code]);
        Value read = codes.read(g, g.reshape(node.input(1), Shape.of(elements(node) / 2)));
        Value scaled = g.mul(g.reshape(read, Shape.of(blocks, size)), g.reshape(node.input(2), Shape.of(blocks, 1)));
        Value weight = g.reshape(scaled, Shape.of(node.intAttribute("N", 0), node.intAttribute("K", 0)));
        return List.of(g.fusedMatMul(node.input(0), weight, false, true, 1));
    }

    private static long elements(Node node) {
        return node.intAttribute("N", 0) * node.intAttribute("K", 0);
    }
}
