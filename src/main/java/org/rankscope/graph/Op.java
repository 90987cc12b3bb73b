package org.rankscope.graph;

/**
 * The operators that graphs here are made of, by their ONNX name. The default domain is read at opset
 * {@link #ONNX_OPSET}; {@link Domain#MICROSOFT} holds the contributed operators of ONNX Runtime.
 */
public enum Op {
    ADD("Add"),
    CAST("Cast"),
    CONCAT("Concat"),
    DIV("Div"),
    EQUAL("Equal"),
    EXP("Exp"),
    FUSED_MAT_MUL("FusedMatMul", Domain.MICROSOFT),
    GATHER("Gather"),
    GATHER_ELEMENTS("GatherElements"),
    GEMM("Gemm"),
    IDENTITY("Identity"),
    IF("If"),
    LOG_SOFTMAX("LogSoftmax"),
    MAX("Max"),
    MUL("Mul"),
    NEG("Neg"),
    QUICK_GELU("QuickGelu", Domain.MICROSOFT),
    REDUCE_SUM("ReduceSum"),
    REDUCE_SUM_SQUARE("ReduceSumSquare"),
    RESHAPE("Reshape"),
    ROTARY_EMBEDDING("RotaryEmbedding", Domain.MICROSOFT),
    SCAN("Scan"),
    SCATTER_ELEMENTS("ScatterElements"),
    SCATTER_ND("ScatterND"),
    SIGMOID("Sigmoid"),
    /** Root-mean-square normalisation with a gain; lives in the default domain of ONNX Runtime. */
    SIMPLIFIED_LAYER_NORMALIZATION("SimplifiedLayerNormalization"),
    SOFTMAX("Softmax"),
    SPLIT("Split"),
    SQRT("Sqrt"),
    SUB("Sub"),
    SUM("Sum"),
    TRANSPOSE("Transpose"),
    WHERE("Where");

    /** The version of the default operator set that graphs declare. */
    public static final int ONNX_OPSET = 18;

    /** Operator sets. */
    public enum Domain {
        ONNX("", ONNX_OPSET),
        MICROSOFT("com.microsoft", 1);

        private final String onnxName;
        private final int opset;

        Domain(String onnxName, int opset) {
            this.onnxName = onnxName;
            this.opset = opset;
        }

        public String onnxName() {
            return onnxName;
        }

        public int opset() {
            return opset;
        }
    }

    private final String onnxName;
    private final Domain domain;

    Op(String onnxName) {
        this(onnxName, Domain.ONNX);
    }

    Op(String onnxName, Domain domain) {
        this.onnxName = onnxName;
        this.domain = domain;
    }

    public String onnxName() {
        return onnxName;
    }

    public Domain domain() {
        return domain;
    }
}
