package org.rankscope.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class GraphBuilderTest {
    @Test
    void whatNobodyReadsIsLeftOut() {
        GraphBuilder g = new GraphBuilder("dead");
        Value x = g.input("x", DType.FLOAT, Shape.of(2));
        Value wanted = g.mul(x, g.constant(2));
        g.neg(g.exp(g.add(x, g.constant(3))));
        Graph graph = g.build(List.of(wanted));
        assertEquals(List.of(wanted), graph.nodes().stream().map(Node::output).toList());
        assertEquals(1, graph.constants().size());
    }

    @Test
    void whatOnlyABodyReadsIsKept() {
        GraphBuilder outer = new GraphBuilder("outer");
        Value steps = outer.input("steps", DType.FLOAT, Shape.of(3, 2));
        Value seen = outer.exp(outer.input("x", DType.FLOAT, Shape.of(2)));
        GraphBuilder inner = new GraphBuilder("inner");
        Value slice = inner.input("slice", DType.FLOAT, Shape.of(2));
        Graph body = inner.buildBody(List.of(inner.mul(slice, seen)), outer);
        Graph graph = outer.build(outer.scan(body, List.of(), List.of(steps)));
        assertEquals(
                List.of(Op.EXP, Op.SCAN), graph.nodes().stream().map(Node::op).toList());
    }

    @Test
    void equalNodesAreOne() {
        GraphBuilder g = new GraphBuilder("equal");
        Value x = g.input("x", DType.FLOAT, Shape.of(2));
        assertEquals(g.exp(x), g.exp(x));
        assertEquals(1, g.nodes().size());
    }
}
