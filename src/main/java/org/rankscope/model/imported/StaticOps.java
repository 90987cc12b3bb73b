package org.rankscope.model.imported;

import java.util.Set;
import org.rankscope.onnx.RawNode;

/** The operators that may be run while a model is traced, on values that no weight and no batch has a part in. */
final class StaticOps {
    private static final Set<String> NAMES = Set.of(
            "Abs",
            "Add",
            "And",
            "ArgMax",
            "ArgMin",
            "BitShift",
            "BitwiseAnd",
            "BitwiseNot",
            "BitwiseOr",
            "BitwiseXor",
            "Cast",
            "CastLike",
            "Ceil",
            "Clip",
            "Compress",
            "Concat",
            "ConstantOfShape",
            "Cos",
            "CumSum",
            "Div",
            "Einsum",
            "Equal",
            "Erf",
            "Exp",
            "Expand",
            "EyeLike",
            "Flatten",
            "Floor",
            "Gather",
            "GatherElements",
            "GatherND",
            "Greater",
            "GreaterOrEqual",
            "Identity",
            "IsInf",
            "IsNaN",
            "Less",
            "LessOrEqual",
            "Log",
            "MatMul",
            "Max",
            "Mean",
            "Min",
            "Mod",
            "Mul",
            "Neg",
            "NonZero",
            "Not",
            "OneHot",
            "Or",
            "Pad",
            "Pow",
            "Range",
            "Reciprocal",
            "ReduceL1",
            "ReduceL2",
            "ReduceMax",
            "ReduceMean",
            "ReduceMin",
            "ReduceProd",
            "ReduceSum",
            "ReduceSumSquare",
            "Relu",
            "Reshape",
            "Round",
            "ScatterElements",
            "ScatterND",
            "Sigmoid",
            "Sign",
            "Sin",
            "Slice",
            "Softmax",
            "Split",
            "Sqrt",
            "Squeeze",
            "Sub",
            "Sum",
            "Tan",
            "Tanh",
            "Tile",
            "TopK",
            "Transpose",
            "Trilu",
            "Unique",
            "Unsqueeze",
            "Where",
            "Xor");

    /** Those whose result is no larger than their inputs, though how large depends on the numbers in them. */
    private static final Set<String> SELECTING = Set.of("Compress", "NonZero", "Unique");

    private StaticOps() {}

    static boolean mayRun(RawNode node) {
        return node.domain().isEmpty() && NAMES.contains(node.op());
    }

    static boolean isSelecting(RawNode node) {
        return node.domain().isEmpty() && SELECTING.contains(node.op());
    }

    /** Whole numbers divided by zero end the process. */
    static boolean divides(RawNode node) {
        return node.is("Div") || node.is("Mod");
    }
}
