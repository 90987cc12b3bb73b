package org.rankscope.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.autodiff.rule.StandardGradientRules;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Forms of products and attention that no gradient goes through, though it does through others of the same operator. */
class RefusedFormsTest {
    /** A node of {@code op} on FLOAT operands. */
    record Form(Op op, Map<String, Attribute> attributes, List<Shape> operands, String reason) {}

    static List<Form> forms() {
        Shape x = Shape.of(2, 3, 8);
        Shape past = Shape.of(2, 2, 5, 4);
        Map<String, Attribute> heads = Map.of("num_heads", new Attribute.Int(2), "kv_num_heads", new Attribute.Int(2));
        return List.of(
                new Form(
                        Op.FUSED_MAT_MUL,
                        Map.of("transA", new Attribute.Int(1)),
                        List.of(Shape.of(2, 3), Shape.of(2)),
                        "multiplies a transposed matrix by a vector wrongly"),
                new Form(
                        Op.FUSED_GEMM,
                        Map.of("activation", new Attribute.Text("Wavy")),
                        List.of(Shape.of(2, 3), Shape.of(3, 2)),
                        "activation 'Wavy' is not known"),
                new Form(Op.GROUP_QUERY_ATTENTION, heads, List.of(x, x, x, past, past), "feed a past of length 0"),
                new Form(Op.MULTI_HEAD_ATTENTION, heads, List.of(x), "packed into one input"),
                new Form(
                        Op.MICROSOFT_ATTENTION,
                        Map.of("do_rotary", new Attribute.Int(1)),
                        List.of(x, Shape.of(8, 24), Shape.of(24)),
                        "rotary embedding inside of it"),
                new Form(
                        Op.MAT_MUL_BNB4,
                        Map.of("transB", new Attribute.Int(0)),
                        List.of(x, Shape.of(16), Shape.of(2)),
                        "wrongly on the CPU"),
                new Form(
                        Op.MAT_MUL_NBITS,
                        Map.of("bits", new Attribute.Int(3)),
                        List.of(x, Shape.of(16), Shape.of(2)),
                        "codes of 3 bits"));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void isRefusedBeforeAnythingIsAdded(Form form) {
        GraphBuilder g = new GraphBuilder("refused");
        List<Value> operands = new ArrayList<>();
        for (Shape shape : form.operands()) {
            operands.add(g.input("x" + operands.size(), DType.FLOAT, shape));
        }
        Value y = g.in("here", () -> g.node(form.op(), operands, form.attributes(), DType.FLOAT, Shape.of(1)));
        Value seed = g.constant(Tensor.zeros(DType.FLOAT, y.shape()));
        int nodes = g.nodes().size();
        UnsupportedOpException refusal = assertThrows(
                UnsupportedOpException.class,
                () -> Backward.gradients(g, StandardGradientRules.table(), Map.of(y, seed), List.of(operands.get(0))));
        assertTrue(refusal.getMessage().contains("here/" + form.op().onnxName()), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(form.reason()), refusal.getMessage());
        assertEquals(nodes, g.nodes().size(), "nothing was added");
    }
}
