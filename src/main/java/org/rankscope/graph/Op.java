package org.rankscope.graph;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The operators that a graph may be made of, by their ONNX name: those of the default domain that take and give tensors, and
 * the contributed ones of ONNX Runtime that its CPU build runs.
 */
public enum Op {
    ABS("Abs"),
    ACOS("Acos"),
    ACOSH("Acosh"),
    ADD("Add"),
    AND("And"),
    ARG_MAX("ArgMax"),
    ARG_MIN("ArgMin"),
    ASIN("Asin"),
    ASINH("Asinh"),
    ATAN("Atan"),
    ATANH("Atanh"),
    ATTENTION("Attention", 23),
    AVERAGE_POOL("AveragePool"),
    BATCH_NORMALIZATION("BatchNormalization"),
    BERNOULLI("Bernoulli"),
    BITWISE_AND("BitwiseAnd"),
    BITWISE_NOT("BitwiseNot"),
    BITWISE_OR("BitwiseOr"),
    BITWISE_XOR("BitwiseXor"),
    BIT_SHIFT("BitShift"),
    BLACKMAN_WINDOW("BlackmanWindow"),
    CAST("Cast"),
    CAST_LIKE("CastLike"),
    CEIL("Ceil"),
    CELU("Celu"),
    CENTER_CROP_PAD("CenterCropPad"),
    CLIP("Clip"),
    COL2IM("Col2Im"),
    COMPRESS("Compress"),
    CONCAT("Concat"),
    CONSTANT("Constant"),
    CONSTANT_OF_SHAPE("ConstantOfShape"),
    CONV("Conv"),
    CONV_INTEGER("ConvInteger"),
    CONV_TRANSPOSE("ConvTranspose"),
    COS("Cos"),
    COSH("Cosh"),
    CUM_PROD("CumProd", 26),
    CUM_SUM("CumSum"),
    DEFORM_CONV("DeformConv", 19),
    DEPTH_TO_SPACE("DepthToSpace"),
    DEQUANTIZE_LINEAR("DequantizeLinear"),
    DET("Det"),
    DFT("DFT"),
    DIV("Div"),
    DROPOUT("Dropout"),
    DYNAMIC_QUANTIZE_LINEAR("DynamicQuantizeLinear"),
    EINSUM("Einsum"),
    ELU("Elu"),
    EQUAL("Equal"),
    ERF("Erf"),
    EXP("Exp"),
    EXPAND("Expand"),
    EYE_LIKE("EyeLike"),
    FLATTEN("Flatten"),
    FLOOR("Floor"),
    GATHER("Gather"),
    GATHER_ELEMENTS("GatherElements"),
    GATHER_ND("GatherND"),
    GELU("Gelu", 20),
    GEMM("Gemm"),
    GLOBAL_AVERAGE_POOL("GlobalAveragePool"),
    GLOBAL_LP_POOL("GlobalLpPool"),
    GLOBAL_MAX_POOL("GlobalMaxPool"),
    GREATER("Greater"),
    GREATER_OR_EQUAL("GreaterOrEqual"),
    GRID_SAMPLE("GridSample"),
    GROUP_NORMALIZATION("GroupNormalization", 21),
    GRU("GRU"),
    HAMMING_WINDOW("HammingWindow"),
    HANN_WINDOW("HannWindow"),
    HARDMAX("Hardmax"),
    HARD_SIGMOID("HardSigmoid"),
    HARD_SWISH("HardSwish"),
    IDENTITY("Identity"),
    IF("If"),
    INSTANCE_NORMALIZATION("InstanceNormalization"),
    IS_INF("IsInf"),
    IS_NAN("IsNaN"),
    LAYER_NORMALIZATION("LayerNormalization"),
    LEAKY_RELU("LeakyRelu"),
    LESS("Less"),
    LESS_OR_EQUAL("LessOrEqual"),
    LOG("Log"),
    LOG_SOFTMAX("LogSoftmax"),
    LOOP("Loop"),
    LP_NORMALIZATION("LpNormalization"),
    LP_POOL("LpPool"),
    LRN("LRN"),
    LSTM("LSTM"),
    MAT_MUL("MatMul"),
    MAT_MUL_INTEGER("MatMulInteger"),
    MAX("Max"),
    MAX_POOL("MaxPool"),
    MAX_ROI_POOL("MaxRoiPool"),
    MAX_UNPOOL("MaxUnpool"),
    MEAN("Mean"),
    MEAN_VARIANCE_NORMALIZATION("MeanVarianceNormalization"),
    MEL_WEIGHT_MATRIX("MelWeightMatrix"),
    MIN("Min"),
    MISH("Mish"),
    MOD("Mod"),
    MUL("Mul"),
    MULTINOMIAL("Multinomial"),
    NEG("Neg"),
    NEGATIVE_LOG_LIKELIHOOD_LOSS("NegativeLogLikelihoodLoss"),
    NON_MAX_SUPPRESSION("NonMaxSuppression"),
    NON_ZERO("NonZero"),
    NOT("Not"),
    ONE_HOT("OneHot"),
    OR("Or"),
    PAD("Pad"),
    POW("Pow"),
    PRELU("PRelu"),
    QUANTIZE_LINEAR("QuantizeLinear"),
    Q_LINEAR_CONV("QLinearConv"),
    Q_LINEAR_MAT_MUL("QLinearMatMul"),
    RANDOM_NORMAL("RandomNormal"),
    RANDOM_NORMAL_LIKE("RandomNormalLike"),
    RANDOM_UNIFORM("RandomUniform"),
    RANDOM_UNIFORM_LIKE("RandomUniformLike"),
    RANGE("Range"),
    RECIPROCAL("Reciprocal"),
    REDUCE_L1("ReduceL1"),
    REDUCE_L2("ReduceL2"),
    REDUCE_LOG_SUM("ReduceLogSum"),
    REDUCE_LOG_SUM_EXP("ReduceLogSumExp"),
    REDUCE_MAX("ReduceMax"),
    REDUCE_MEAN("ReduceMean"),
    REDUCE_MIN("ReduceMin"),
    REDUCE_PROD("ReduceProd"),
    REDUCE_SUM("ReduceSum"),
    REDUCE_SUM_SQUARE("ReduceSumSquare"),
    RELU("Relu"),
    RESHAPE("Reshape"),
    RESIZE("Resize"),
    REVERSE_SEQUENCE("ReverseSequence"),
    RMS_NORMALIZATION("RMSNormalization", 23),
    RNN("RNN"),
    ROI_ALIGN("RoiAlign"),
    ROTARY_EMBEDDING("RotaryEmbedding", 23),
    ROUND("Round"),
    SCAN("Scan"),
    SCATTER_ELEMENTS("ScatterElements"),
    SCATTER_ND("ScatterND"),
    SELU("Selu"),
    SHAPE("Shape"),
    SHRINK("Shrink"),
    SIGMOID("Sigmoid"),
    SIGN("Sign"),
    /** Root-mean-square normalisation with a gain; lives in the default domain of ONNX Runtime. */
    SIMPLIFIED_LAYER_NORMALIZATION("SimplifiedLayerNormalization"),
    SIN("Sin"),
    SINH("Sinh"),
    SIZE("Size"),
    SLICE("Slice"),
    SOFTMAX("Softmax"),
    SOFTMAX_CROSS_ENTROPY_LOSS("SoftmaxCrossEntropyLoss"),
    SOFTPLUS("Softplus"),
    SOFTSIGN("Softsign"),
    SPACE_TO_DEPTH("SpaceToDepth"),
    SPLIT("Split"),
    SQRT("Sqrt"),
    SQUEEZE("Squeeze"),
    STFT("STFT"),
    /** {@code Identity} to ONNX; what is made of its result counts as made of a constant. Never read from a file. */
    STOP_GRADIENT("Identity"),
    SUB("Sub"),
    SUM("Sum"),
    SWISH("Swish", 24),
    TAN("Tan"),
    TANH("Tanh"),
    TENSOR_SCATTER("TensorScatter", 24),
    THRESHOLDED_RELU("ThresholdedRelu"),
    TILE("Tile"),
    TOP_K("TopK"),
    TRANSPOSE("Transpose"),
    TRILU("Trilu"),
    UNIQUE("Unique"),
    UNSQUEEZE("Unsqueeze"),
    WHERE("Where"),
    XOR("Xor"),

    MICROSOFT_ATTENTION("Attention", Domain.MICROSOFT),
    BIAS_ADD("BiasAdd", Domain.MICROSOFT),
    BIAS_GELU("BiasGelu", Domain.MICROSOFT),
    CDIST("CDist", Domain.MICROSOFT),
    DYNAMIC_QUANTIZE_MAT_MUL("DynamicQuantizeMatMul", Domain.MICROSOFT),
    EMBED_LAYER_NORMALIZATION("EmbedLayerNormalization", Domain.MICROSOFT),
    EXPAND_DIMS("ExpandDims", Domain.MICROSOFT),
    FAST_GELU("FastGelu", Domain.MICROSOFT),
    FUSED_CONV("FusedConv", Domain.MICROSOFT),
    FUSED_GEMM("FusedGemm", Domain.MICROSOFT),
    FUSED_MAT_MUL("FusedMatMul", Domain.MICROSOFT),
    GATHER_BLOCK_QUANTIZED("GatherBlockQuantized", Domain.MICROSOFT),
    MICROSOFT_GELU("Gelu", Domain.MICROSOFT),
    GROUP_QUERY_ATTENTION("GroupQueryAttention", Domain.MICROSOFT),
    INVERSE("Inverse", Domain.MICROSOFT),
    MAT_MUL_BNB4("MatMulBnb4", Domain.MICROSOFT),
    MAT_MUL_NBITS("MatMulNBits", Domain.MICROSOFT),
    MULTI_HEAD_ATTENTION("MultiHeadAttention", Domain.MICROSOFT),
    MICROSOFT_PAD("Pad", Domain.MICROSOFT),
    QUICK_GELU("QuickGelu", Domain.MICROSOFT),
    MICROSOFT_ROTARY_EMBEDDING("RotaryEmbedding", Domain.MICROSOFT),
    SKIP_LAYER_NORMALIZATION("SkipLayerNormalization", Domain.MICROSOFT),
    SKIP_SIMPLIFIED_LAYER_NORMALIZATION("SkipSimplifiedLayerNormalization", Domain.MICROSOFT),
    MICROSOFT_TRILU("Trilu", Domain.MICROSOFT);

    /** The version of the default operator set that graphs declare unless an operator in them asks for a newer one. */
    public static final int ONNX_OPSET = 18;

    /** The newest version of the default operator set that ONNX Runtime reads. */
    public static final int NEWEST_ONNX_OPSET = 26;

    private static final Map<String, Op> BY_NAME = Stream.of(values())
            .filter(op -> op != STOP_GRADIENT)
            .collect(Collectors.toMap(Op::qualifiedName, Function.identity()));

    /** Operator sets. */
    public enum Domain {
        ONNX(""),
        MICROSOFT("com.microsoft");

        private final String onnxName;

        Domain(String onnxName) {
            this.onnxName = onnxName;
        }

        public String onnxName() {
            return onnxName;
        }
    }

    private final String onnxName;
    private final Domain domain;
    private final int since;

    Op(String onnxName) {
        this(onnxName, ONNX_OPSET);
    }

    Op(String onnxName, int since) {
        this(onnxName, Domain.ONNX, since);
    }

    Op(String onnxName, Domain domain) {
        this(onnxName, domain, ONNX_OPSET);
    }

    Op(String onnxName, Domain domain, int since) {
        this.onnxName = onnxName;
        this.domain = domain;
        this.since = since;
    }

    /** The operator of a domain ({@code ""} and {@code "ai.onnx"} are the default one), if it is one of these. */
    public static Optional<Op> find(String domain, String onnxName) {
        String prefix = domain.isEmpty() || domain.equals("ai.onnx") ? "" : domain + ".";
        return Optional.ofNullable(BY_NAME.get(prefix + onnxName));
    }

    public String onnxName() {
        return onnxName;
    }

    public Domain domain() {
        return domain;
    }

    /** The least version of the default operator set that a graph with this operator declares. */
    public int since() {
        return since;
    }

    /** {@code MatMul}, {@code com.microsoft.FusedMatMul}. */
    public String qualifiedName() {
        return domain == Domain.ONNX ? onnxName : domain.onnxName() + "." + onnxName;
    }
}
