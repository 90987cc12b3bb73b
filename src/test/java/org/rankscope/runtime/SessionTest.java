package org.rankscope.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

class SessionTest {
    /** With GemmSumFusion, ONNX Runtime 1.29 doesn't take such a graph. */
    @Test
    void aProductOfALateOutputMayBeSummed() {
        GraphBuilder g = new GraphBuilder("sum");
        List<Value> parts = g.split(g.input("x", DType.FLOAT, Shape.of(6, 2)), 0, List.of(2L, 2L, 2L));
        Value product = g.gemm(parts.get(2), g.input("w", DType.FLOAT, Shape.of(2, 2)), false, false, 1);
        Value sum = g.node(Op.SUM, List.of(product, parts.get(0)), Map.of(), DType.FLOAT, product.shape());
        Graph graph = g.build(List.of(sum));
        Tensor x = Tensor.ofFloats(Shape.of(6, 2), 1, 2, 3, 4, 0, 0, 0, 0, 5, 6, 7, 8);
        Tensor swap = Tensor.ofFloats(Shape.of(2, 2), 0, 1, 1, 0);
        try (Session session = Session.open(graph, name -> null, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(Map.of("x", x, "w", swap))) {
            assertArrayEquals(
                    new float[] {7, 7, 11, 11}, results.tensor(sum.name()).floats());
        }
    }
}
