package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.rankscope.autodiff.Expansion;
import org.rankscope.autodiff.Gate;
import org.rankscope.graph.FourBitNumbers;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * Y = A·Wᵀ with W [N, K] = numbers of 4-bit codes ∘ the largest magnitude of their block, blocks running over all of W. W is
 * written out in the backward pass, when its turn has come, where dA = dY·W: the operator can't multiply by W untransposed
 * on the CPU. com.microsoft MatMulBnb4-1; the numbers are {@link FourBitNumbers}.
 */
final class MatMulBnb4Expansion implements Expansion {
    private static final int BITS = 4;

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
        return List.of(g.fusedMatMul(node.input(0), weight(node, g), false, true, 1));
    }

    @Override
    public List<Value> expandAfter(Value arriving, Node node, GraphBuilder g) {
        return List.of(g.fusedMatMul(node.input(0), new Gate(g, arriving).anew(weight(node, g)), false, true, 1));
    }

    /** W [N, K]. */
    static Value weight(Node node, GraphBuilder g) {
        long size = node.intAttribute("block_size", 1);
        long blocks = elements(node) / size;
        IntToDoubleFunction number =
                node.intAttribute("quant_type", 0) == 1 ? FourBitNumbers::nf4 : FourBitNumbers::fp4;
        PackedNumbers codes = new PackedNumbers(BITS, false, number);
        Value read = codes.read(g, g.reshape(node.input(1), Shape.of(elements(node) / 2)));
        Value scaled = g.mul(g.reshape(read, Shape.of(blocks, size)), g.reshape(node.input(2), Shape.of(blocks, 1)));
        return g.reshape(scaled, Shape.of(node.intAttribute("N", 0), node.intAttribute("K", 0)));
    }

    private static long elements(Node node) {
        return node.intAttribute("N", 0) * node.intAttribute("K", 0);
    }
}
