package org.rankscope.autodiff.rule;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.autodiff.Gate;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * Y = A·Wᵀ with W [N, K] held as codes: dA = dY·W, the same operator untransposed. ONNX Runtime has that right on CUDA
 * alone; elsewhere it is {@link MatMulBnb4Expansion}. com.microsoft MatMulBnb4-1; as ONNX Runtime's own training has it
 * (GetMatMulBnb4Gradient).
 */
final class MatMulBnb4Rule implements GradientRule {
    private static final int MAGNITUDES = 2;

    /** Why there is no gradient of {@code node}. */
    static Optional<String> refusal(Node node, GraphBuilder g) {
        return Gate.isFixed(g, node.input(MAGNITUDES))
                ? MatMulBnb4Expansion.refusal(node, g)
                : Optional.of("its magnitudes are not frozen, and on CUDA nothing learns through those");
    }

    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value a = node.input(0);
        Value dY = scope.gradientOf(node.output());
        Map<String, Attribute> attributes = new HashMap<>(node.attributes());
        attributes.put("transB", new Attribute.Int(0));
        // Without it a single row is multiplied by a kernel that reads the weight transposed, whatever transB says.
        attributes.put("training_mode", new Attribute.Int(1));
        scope.give(
                a,
                () -> g.node(
                        node.op(),
                        List.of(dY, node.input(1), node.input(MAGNITUDES)),
                        attributes,
                        a.dtype(),
                        a.shape()));
    }
}
