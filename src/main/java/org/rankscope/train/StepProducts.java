package org.rankscope.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.autodiff.rule.PackedWeights;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** The matrix products of a training step: what they compute, and a graph of them alone. */
final class StepProducts {
    private static final Set<Op> PRODUCTS =
            Set.of(Op.GEMM, Op.FUSED_MAT_MUL, Op.MAT_MUL, Op.MAT_MUL_BNB4, Op.MAT_MUL_NBITS);

    private final List<Node> products = new ArrayList<>();

    private StepProducts(Graph training) {
        collect(training);
    }

    /** The products of {@code training}, those that only evaluate left out. */
    static StepProducts of(TrainingGraph training) {
        return new StepProducts(training.graph());
    }

    private void collect(Graph graph) {
        for (Node node : graph.nodes()) {
            if (isProduct(node)) {
                products.add(node);
            }
            boolean evaluates =
                    node.outputs().stream().anyMatch(output -> output.name().equals(TrainingGraph.ROW_LOSSES));
            for (Attribute attribute :
                    evaluates ? List.<Attribute>of() : node.attributes().values()) {
                if (attribute instanceof Attribute.Body body) {
                    collect(body.graph());
                }
            }
        }
    }

    /** Operations; a multiply-add counts as two. */
    double flop() {
        return products.stream().mapToDouble(StepProducts::flop).sum();
    }

    /** The products, forward and backward, in the order in which they stand in the graph. */
    List<Node> nodes() {
        return List.copyOf(products);
    }

    static boolean isProduct(Node node) {
        return PRODUCTS.contains(node.op());
    }

    /** What of a product's inputs it multiplies: the rest is added. */
    static List<Value> factors(Node product) {
        return PackedWeights.isPacked(product)
                ? product.inputs()
                : product.inputs().subList(0, 2);
    }

    /** Operations of a product. */
    static double flop(Node product) {
        int innerAxis = product.intAttribute("transA", 0) == 1 ? -2 : -1;
        return 2.0
                * product.output().shape().elements()
                * product.input(0).shape().dim(innerAxis);
    }

    /**
     * All products at their own shapes and nothing else: operands that the step shares are shared, none is made by another
     * product, nothing is added. Of each result one row is looked at, so that its buffer is free for the next.
     *
     * @param parameters names of the graph's parameters, which stay parameters
     */
    Graph alone(Set<String> parameters) {
        GraphBuilder g = new GraphBuilder("products");
        Map<Value, Value> operands = new HashMap<>();
        List<Value> rows = new ArrayList<>();
        Value first = g.constant(Tensor.ofLongs(Shape.SCALAR, 0));
        for (Node product : products) {
            List<Value> factors = factors(product).stream()
                    .map(value -> operands.computeIfAbsent(
                            value,
                            key -> parameters.contains(key.name())
                                    ? g.parameter(key.name(), key.dtype(), key.shape())
                                    : g.input("operand" + operands.size(), key.dtype(), key.shape())))
                    .toList();
            Value result = g.node(
                    product.op(),
                    factors,
                    product.attributes(),
                    product.output().dtype(),
                    product.output().shape());
            long columns = result.shape().dim(-1);
            Value matrix = g.reshape(result, Shape.of(result.shape().elements() / columns, columns));
            rows.add(g.gather(matrix, first));
        }
        return g.build(List.of(g.concat(rows, 0)));
    }
}
