package org.rankscope.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.autodiff.RowBuilder.attributes;
import static org.rankscope.autodiff.RowBuilder.list;
import static org.rankscope.autodiff.RowBuilder.longs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.rankscope.autodiff.rule.StandardGradientRules;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Nodes whose operator has a rule, but which ask for what it can't give. */
class RefusedNodesTest {
    @Test
    void columnsIntoBlocksOfUnknownShapeAreRefused() {
        String refusal = refusal(
                Op.COL2IM,
                attributes(),
                Shape.of(1, 4, 1),
                Shape.of(1, 1, 2, 2),
                g -> List.of(longs(g, 2, 2), g.identity(longs(g, 2, 2))));
        assertEquals("its block_shape is known at run time only", refusal);
    }

    @Test
    void resizingToAnUnknownAspectIsRefused() {
        Map<String, Attribute> attributes =
                attributes("mode", "linear", "keep_aspect_ratio_policy", "not_larger", "axes", list(2, 3));
        String refusal = refusal(
                Op.RESIZE,
                attributes,
                Shape.of(1, 1, 3, 5),
                Shape.of(1, 1, 4, 7),
                g -> List.of(Value.ABSENT, Value.ABSENT, g.identity(longs(g, 5, 7))));
        assertEquals("it keeps an aspect ratio that is known at run time only", refusal);
    }

    @Test
    void resizingToARoundedAspectIsRefusedWhereSamplesDependOnTheSize() {
        Map<String, Attribute> attributes = attributes(
                "mode", "linear", "antialias", 1, "keep_aspect_ratio_policy", "not_larger", "axes", list(2, 3));
        String refusal = refusal(
                Op.RESIZE,
                attributes,
                Shape.of(1, 1, 5, 9),
                Shape.of(1, 1, 3, 5),
                g -> List.of(Value.ABSENT, Value.ABSENT, longs(g, 4, 5)));
        assertTrue(refusal.startsWith("it keeps an aspect ratio to which a size is rounded up"), refusal);
    }

    @Test
    void aTransformOverTooManyPointsIsRefusedWithTheSizeOfItsMatrix() {
        Map<String, Attribute> attributes = attributes("axis", 1);
        String refusal = refusal(Op.DFT, attributes, Shape.of(1, 4096, 2), Shape.of(1, 4096, 2), g -> List.of());
        assertEquals("its gradient is a product with a matrix [8192, 8192], which is too large", refusal);
    }

    @Test
    void aSpectrumCutBeforeItIsMadeRealIsRefused() {
        Map<String, Attribute> attributes = attributes("axis", 1, "inverse", 1, "onesided", 1);
        String refusal = refusal(
                Op.DFT,
                attributes,
                Shape.of(1, 4, 2),
                Shape.of(1, 5, 1),
                g -> List.of(g.constant(Tensor.ofLongs(Shape.SCALAR, 5))));
        assertTrue(refusal.contains("filled up to 5 points"), refusal);
    }

    @Test
    void framesOfUnknownStepOrOfAComplexSignalAreRefused() {
        String unknown = refusal(
                Op.STFT,
                attributes(),
                Shape.of(1, 8, 1),
                Shape.of(1, 3, 3, 2),
                g -> List.of(g.identity(longs(g, 2)), Value.ABSENT, longs(g, 4)));
        assertEquals("the step or length of its frames is known at run time only", unknown);
        String complex = refusal(
                Op.STFT,
                attributes("onesided", 0),
                Shape.of(1, 8, 2),
                Shape.of(1, 3, 4, 2),
                g -> List.of(longs(g, 2), Value.ABSENT, longs(g, 4)));
        assertTrue(complex.contains("complex signal"), complex);
    }

    /** Why the gradient of a node of {@code op} is refused, the node's name and operator left out. */
    private static String refusal(
            Op op,
            Map<String, Attribute> attributes,
            Shape input,
            Shape output,
            Function<GraphBuilder, List<Value>> further) {
        GraphBuilder g = new GraphBuilder("refused");
        Value x = g.input("x", DType.FLOAT, input);
        List<Value> operands = new ArrayList<>(List.of(x));
        operands.addAll(further.apply(g));
        Value y = g.in("layer", () -> g.node(op, operands, attributes, DType.FLOAT, output));
        Value seed = g.constant(Tensor.zeros(DType.FLOAT, output));
        UnsupportedOpException thrown = assertThrows(
                UnsupportedOpException.class,
                () -> Backward.gradients(g, StandardGradientRules.table(), Map.of(y, seed), List.of(x)));
        String start = "No gradient can be derived through " + y.name() + " (" + op.onnxName() + "): ";
        assertTrue(thrown.getMessage().startsWith(start), thrown.getMessage());
        int end = thrown.getMessage().indexOf("; choose target modules");
        return thrown.getMessage().substring(start.length(), end);
    }
}
