package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.List;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * Y = R(θ)·X, a rotation of each pair of elements. dX = R(-θ)·dY: the same operator with the sine negated. For the pair
 * (x₁, x₂), d cos = Σ dy₁x₁ + dy₂x₂ and d sin = Σ dy₂x₁ - dy₁x₂, over all heads and tokens that read that angle.
 * com.microsoft RotaryEmbedding-1, ONNX RotaryEmbedding-23; Su et al. 2021 (arXiv 2104.09864), equation 34.
 */
final class RotaryEmbeddingRule implements GradientRule {
    private final int cos;
    private final int sin;

    /** The rule where the tables of cosines and sines are these inputs. */
    RotaryEmbeddingRule(int cos, int sin) {
        this.cos = cos;
        this.sin = sin;
    }

    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value dY = scope.gradientOf(node.output());
        scope.give(x, () -> {
            List<Value> operands = new ArrayList<>(node.inputs());
            operands.set(0, dY);
            operands.set(sin, g.neg(node.input(sin)));
            return g.node(node.op(), operands, node.attributes(), x.dtype(), x.shape());
        });
        RotaryPairs pairs = new RotaryPairs(node, g, node.input(cos));
        scope.give(node.input(cos), () -> {
            List<Value> from = pairs.of(x);
            List<Value> to = pairs.of(dY);
            return pairs.toTable(g.add(g.mul(to.get(0), from.get(0)), g.mul(to.get(1), from.get(1))));
        });
        scope.give(node.input(sin), () -> {
            List<Value> from = pairs.of(x);
            List<Value> to = pairs.of(dY);
            return pairs.toTable(g.sub(g.mul(to.get(1), from.get(0)), g.mul(to.get(0), from.get(1))));
        });
    }
}
