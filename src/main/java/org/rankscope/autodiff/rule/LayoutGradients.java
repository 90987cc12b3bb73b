package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientRules;
import org.rankscope.graph.Op;

/** Gradients of operators that move elements: shapes, slices, indices, padding. */
final class LayoutGradients {
    private LayoutGradients() {}

    static void addTo(GradientRules rules) {
        rules.rule(Op.CENTER_CROP_PAD, new CenterCropPadRule())
                .rule(Op.COMPRESS, new OriginsRule())
                .rule(Op.CONCAT, new ConcatRule())
                .expansion(Op.DEPTH_TO_SPACE, new BlocksExpansion())
                .rule(Op.EXPAND, expand())
                .rule(Op.EXPAND_DIMS, new ReshapeRule())
                .rule(Op.FLATTEN, new ReshapeRule())
                .rule(Op.GATHER, new GatherRule())
                .rule(Op.GATHER_ELEMENTS, new GatherElementsRule())
                .rule(Op.GATHER_ND, new GatherNdRule())
                .rule(Op.MICROSOFT_PAD, new PadRule())
                .rule(Op.MICROSOFT_TRILU, new SelfAdjointRule())
                .none(Op.NON_ZERO, "places are whole numbers")
                .rule(Op.ONE_HOT, new OneHotRule())
                .rule(Op.PAD, new PadRule())
                .rule(Op.RESHAPE, new ReshapeRule())
                .rule(Op.REVERSE_SEQUENCE, new SelfAdjointRule())
                .rule(Op.SCATTER_ELEMENTS, new ScatterRule())
                .rule(Op.SCATTER_ND, new ScatterRule())
                .none(Op.SHAPE, "a shape doesn't vary with the elements")
                .none(Op.SIZE, "a number of elements doesn't vary with them")
                .rule(Op.SLICE, new SliceRule())
                .expansion(Op.SPACE_TO_DEPTH, new BlocksExpansion())
                .rule(Op.SPLIT, new SplitRule())
                .rule(Op.SQUEEZE, new ReshapeRule())
                .rule(Op.TENSOR_SCATTER, new TensorScatterRule())
                .rule(Op.TILE, new TileRule())
                .rule(Op.TOP_K, new TopKRule())
                .rule(Op.TRANSPOSE, new TransposeRule())
                .rule(Op.TRILU, new SelfAdjointRule())
                .rule(Op.UNIQUE, new UniqueRule())
                .rule(Op.UNSQUEEZE, new ReshapeRule());
    }

    /** Y = X stretched along axes. dX = dY summed over them. ONNX Expand-13. */
    private static GradientRule expand() {
        return (node, scope) ->
                scope.give(node.input(0), () -> scope.sumToShape(scope.gradientOf(node.output()), node.input(0)));
    }
}
