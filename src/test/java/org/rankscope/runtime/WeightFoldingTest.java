package org.rankscope.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Weights that are bound when a session is opened stay out of what the runtime rewrites beforehand. */
class WeightFoldingTest {
    private static final SessionConfig CPU = SessionConfig.on(Device.CPU);

    private static Graph rowsOfATable() {
        GraphBuilder g = new GraphBuilder("table");
        Value x = g.input("x", DType.FLOAT, Shape.of(2, 3));
        Value table = g.parameter("table", Shape.of(4, 3));
        Value rows = g.gather(table, g.constant(List.of(3L, 1L)));
        return g.build(List.of(g.named(g.add(x, rows), "y")));
    }

    @Test
    void fixedRowsOfATableCanBeTaken() {
        Tensor table = Tensor.ofFloats(Shape.of(4, 3), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        Tensor x = Tensor.ofFloats(Shape.of(2, 3), 1, 1, 1, 2, 2, 2);
        assertTrue(WeightFolding.concerns(rowsOfATable()));
        try (Session session = Session.open(rowsOfATable(), name -> table, CPU);
                Session.Results results = session.run(Map.of("x", x))) {
            assertArrayEquals(
                    new float[] {10, 11, 12, 5, 6, 7}, results.tensor("y").floats());
        }
    }

    @Test
    void graphsWithoutSuchNodesAreOptimisedAsEver() {
        GraphBuilder g = new GraphBuilder("product");
        Value x = g.input("x", DType.FLOAT, Shape.of(2, 3));
        Value w = g.parameter("w", Shape.of(3, 3));
        Graph graph = g.build(List.of(g.gemm(x, w, false, true, 1)));
        assertFalse(WeightFolding.concerns(graph));
    }

    @Test
    void weightsOfConvolutionsStayAsTheyAre() {
        GraphBuilder g = new GraphBuilder("convolution");
        Value x = g.input("x", DType.FLOAT, Shape.of(1, 16, 4, 4));
        Value w = g.parameter("w", Shape.of(16, 16, 1, 1));
        Map<String, Attribute> attributes = Map.of("kernel_shape", new Attribute.Ints(List.of(1L, 1L)));
        Value y = g.node(Op.CONV, List.of(x, w), attributes, DType.FLOAT, Shape.of(1, 16, 4, 4));
        Graph graph = g.build(List.of(y));
        Tensor ones = Tensor.zeros(DType.FLOAT, Shape.of(1, 16, 4, 4));
        for (int i = 0; i < 256; i++) {
            ones.data().putFloat(i * Float.BYTES, 1);
        }
        Tensor weight = ones.reshaped(Shape.of(16, 16, 1, 1));
        try (Session session = Session.open(graph, name -> weight, CPU);
                Session.Results results = session.run(Map.of("x", ones))) {
            assertEquals(16, results.tensor(y.name()).floats()[17]);
        }
    }

    @Test
    void whatIsKnownOfOutputsIsSaidBeforeAnyRun() {
        try (Session session = Session.open(rowsOfATable(), name -> Tensor.zeros(DType.FLOAT, Shape.of(4, 3)), CPU)) {
            assertEquals(
                    Map.of("y", new Session.OutputInfo(Optional.of(DType.FLOAT), List.of(2L, 3L))), session.outputs());
        }
    }
}
