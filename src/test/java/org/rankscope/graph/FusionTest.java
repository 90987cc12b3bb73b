package org.rankscope.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class FusionTest {
    private final GraphBuilder g = new GraphBuilder("test");
    private final Value x = g.input("x", DType.FLOAT, Shape.of(2, 3));
    private final Value weight = g.parameter("w", Shape.of(3, 3));

    @Test
    void aSumGoesIntoTheProductThatNothingElseReads() {
        Graph fused = Fusion.of(g.build(List.of(g.sum(x, g.gemm(x, weight, false, true, 1)))));
        assertEquals(List.of(Op.GEMM), ops(fused));
        assertEquals(List.of(x, weight, x), fused.nodes().get(0).inputs());
        assertEquals(fused.outputs(), fused.nodes().get(0).outputs());
    }

    @Test
    void aProductThatIsReadElsewhereStays() {
        Value product = g.gemm(x, weight, false, true, 1);
        Graph fused = Fusion.of(g.build(List.of(g.sum(x, product), g.exp(product))));
        assertEquals(List.of(Op.GEMM, Op.SUM, Op.EXP), ops(fused));
    }

    @Test
    void aProductThatIsAnOutputStays() {
        Value product = g.gemm(x, weight, false, true, 1);
        Graph graph = g.build(List.of(product, g.sum(x, product)));
        assertEquals(List.of(Op.GEMM, Op.SUM), ops(Fusion.of(graph)));
    }

    @Test
    void aSumThatStretchesTheProductStays() {
        Value row = g.input("row", DType.FLOAT, Shape.of(1, 3));
        Graph fused = Fusion.of(g.build(List.of(g.sum(x, g.gemm(row, weight, false, true, 1)))));
        assertEquals(List.of(Op.GEMM, Op.SUM), ops(fused));
    }

    @Test
    void reshapesFollowOneAnotherAtMostOnce() {
        Value twice = g.reshape(g.reshape(x, Shape.of(6)), Shape.of(3, 2));
        Value back = g.exp(g.reshape(g.reshape(x, Shape.of(1, 6)), Shape.of(2, 3)));
        Graph fused = Fusion.of(g.build(List.of(twice, back)));
        assertEquals(List.of(Op.RESHAPE, Op.EXP), ops(fused));
        assertEquals(x, fused.nodes().get(0).input(0));
        assertEquals(x, fused.nodes().get(1).input(0));
    }

    @Test
    void whatNothingReadsIsLeftOut() {
        g.exp(x);
        Graph fused = Fusion.of(g.build(List.of(g.neg(x))));
        assertEquals(List.of(Op.NEG), ops(fused));
    }

    @Test
    void whatAGraphWithinReadsIsKept() {
        Value read = g.exp(x);
        GraphBuilder yes = new GraphBuilder("yes");
        Graph one = yes.in("yes", () -> yes.buildBody(List.of(yes.neg(read)), g));
        GraphBuilder no = new GraphBuilder("no");
        Graph other = no.in("no", () -> no.buildBody(List.of(no.neg(x)), g));
        Value condition = g.input("condition", DType.BOOL, Shape.SCALAR);
        Graph fused = Fusion.of(g.build(g.either(condition, one, other, List.of("result"))));
        assertEquals(List.of(Op.EXP, Op.IF), ops(fused));
    }

    private static List<Op> ops(Graph graph) {
        return graph.nodes().stream().map(Node::op).toList();
    }
}
