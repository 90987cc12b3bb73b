package org.rankscope.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rankscope.autodiff.rule.StandardGradientRules;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

class RoundedPathTest {
    private static final Shape SHAPE = Shape.of(3);

    private final GraphBuilder g = new GraphBuilder("rounded");
    private final Value scale = g.constant(0.1f);
    private final Value zero = g.constant(new Tensor(DType.INT8, Shape.SCALAR, ByteBuffer.allocateDirect(1)));

    @Test
    void whatOnlyRoundedNumbersReachIsRefusedNotLeftUntrained() {
        Value x = g.input("x", DType.FLOAT, SHAPE);
        Value y = dequantised(g.in("moved", () -> g.reshape(quantised(x), Shape.of(3, 1))), Shape.of(3, 1));
        UnsupportedOpException refusal = assertThrows(UnsupportedOpException.class, () -> gradients(y, x));
        assertTrue(refusal.getMessage().contains("QuantizeLinear (QuantizeLinear): it rounds"), refusal.getMessage());
    }

    @Test
    void roundedNumbersBelowWhatIsTrainedDontMatter() {
        Value x = g.input("x", DType.FLOAT, SHAPE);
        Value trained = g.input("trained", DType.FLOAT, SHAPE);
        Value y = g.mul(dequantised(quantised(x), SHAPE), trained);
        assertEquals(SHAPE, gradients(y, trained).get(trained).shape());
    }

    @Test
    void wholeNumbersThatDontVaryStopGradientsInSilence() {
        Value x = g.input("x", DType.FLOAT, SHAPE);
        Value place = g.node(Op.ARG_MAX, List.of(x), Map.of(), DType.INT64, Shape.of(1));
        Value y = g.mul(x, g.cast(place, DType.FLOAT));
        assertEquals(SHAPE, gradients(y, x).get(x).shape());
    }

    private Map<Value, Value> gradients(Value y, Value wanted) {
        Value seed = g.constant(Tensor.zeros(DType.FLOAT, y.shape()));
        return Backward.gradients(g, StandardGradientRules.table(), Map.of(y, seed), List.of(wanted));
    }

    private Value quantised(Value x) {
        return g.node(Op.QUANTIZE_LINEAR, List.of(x, scale, zero), Map.of(), DType.INT8, x.shape());
    }

    private Value dequantised(Value codes, Shape shape) {
        return g.node(Op.DEQUANTIZE_LINEAR, List.of(codes, scale, zero), Map.of(), DType.FLOAT, shape);
    }
}
