package org.rankscope.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rankscope.autodiff.rule.StandardGradientRules;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/** What the gradients of products cost: large weights must never be copied. */
class ProductNodesTest {
    private final GraphBuilder g = new GraphBuilder("products");
    private final Value x = g.input("x", DType.FLOAT, Shape.of(2, 5, 3));
    private final Value weight = g.parameter("weight", Shape.of(3, 4));

    @Test
    void backThroughALinearLayerGoesOneProductWithTheWeightAsItLies() {
        List<Node> nodes = backward(product(x, weight, Shape.of(2, 5, 4)), x);
        assertEquals(List.of(Op.FUSED_MAT_MUL), ops(nodes));
        assertEquals(weight, nodes.get(0).input(1));
        assertEquals(1, nodes.get(0).intAttribute("transB", 0));
    }

    @Test
    void theGradientOfAWeightIsOneProductOfAllRows() {
        List<Node> nodes = backward(product(x, weight, Shape.of(2, 5, 4)), weight);
        assertEquals(List.of(Op.RESHAPE, Op.RESHAPE, Op.FUSED_MAT_MUL), ops(nodes));
        assertEquals(Shape.of(10, 3), nodes.get(2).input(0).shape());
        assertEquals(1, nodes.get(2).intAttribute("transA", 0));
    }

    @Test
    void scoresOfSharedKeysRepeatNoKey() {
        Value query = g.input("query", DType.FLOAT, Shape.of(1, 4, 3, 2));
        Value key = g.input("key", DType.FLOAT, Shape.of(1, 2, 3, 2));
        Value y = g.node(Op.ATTENTION, List.of(query, key, key), Map.of(), DType.FLOAT, query.shape());
        List<Node> products = backward(y, query).stream()
                .filter(node -> node.op() == Op.FUSED_MAT_MUL)
                .toList();
        assertEquals(4, products.size(), "scores, mixing, and back to weights and to queries");
        products.forEach(product -> assertEquals(2, product.output().shape().dim(1), "heads of " + product));
    }

    private Value product(Value a, Value b, Shape shape) {
        return g.node(Op.MAT_MUL, List.of(a, b), Map.of(), DType.FLOAT, shape);
    }

    /** The nodes that the gradient of {@code wanted} adds. */
    private List<Node> backward(Value y, Value wanted) {
        int before = g.nodes().size();
        Value seed = g.input("seed", DType.FLOAT, y.shape());
        Backward.gradients(g, StandardGradientRules.table(), Map.of(y, seed), List.of(wanted));
        return g.nodes().subList(before, g.nodes().size());
    }

    private static List<Op> ops(List<Node> nodes) {
        return nodes.stream().map(Node::op).toList();
    }
}
