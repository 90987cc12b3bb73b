package org.rankscope.autodiff.rule;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.autodiff.Expansion;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/** Y = activation(α·A'·B' + β·C): {@code Gemm}, then the operator that the activation names. com.microsoft FusedGemm-1. */
final class FusedGemmExpansion implements Expansion {
    /** The activations that ONNX Runtime's fusions write, as operators of their own. */
    private static final Map<String, Op> ACTIVATIONS = Map.of(
            "Relu", Op.RELU,
            "Sigmoid", Op.SIGMOID,
            "Tanh", Op.TANH,
            "LeakyRelu", Op.LEAKY_RELU,
            "Softplus", Op.SOFTPLUS,
            "Softsign", Op.SOFTSIGN,
            "Elu", Op.ELU,
            "HardSigmoid", Op.HARD_SIGMOID,
            "ThresholdedRelu", Op.THRESHOLDED_RELU);

    /** Why {@code node} can't be expanded. */
    static Optional<String> refusal(Node node, GraphBuilder g) {
        String activation = node.textAttribute("activation", "");
        return activation.isEmpty() || ACTIVATIONS.containsKey(activation)
                ? Optional.empty()
                : Optional.of("its activation '" + activation + "' is not known");
    }

    @Override
    public List<Value> expand(Node node, GraphBuilder g) {
        Map<String, Attribute> gemm = new HashMap<>();
        Map<String, Attribute> activation = new HashMap<>();
        node.attributes().forEach((key, value) -> {
            if (!key.startsWith("activation")) {
                gemm.put(key, value);
            } else if (key.equals("activation_alpha") || key.equals("activation_beta")) {
                activation.put(key.substring("activation_".length()), value);
            }
        });
        Value y = node.output();
        Value product = g.node(Op.GEMM, node.inputs(), gemm, y.dtype(), y.shape());
        Op op = ACTIVATIONS.get(node.textAttribute("activation", ""));
        return List.of(op == null ? product : g.node(op, List.of(product), activation, y.dtype(), y.shape()));
    }
}
