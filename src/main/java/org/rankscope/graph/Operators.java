package org.rankscope.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The operators that graphs are made of: one method each, which checks its operands and knows the shape of its result. */
public abstract class Operators {
    Operators() {}

    /** A node that applies {@code op}; one that does the same already is given back. */
    abstract Node apply(
            Op op, List<Value> operands, Map<String, Attribute> attributes, DType dtype, List<Shape> shapes);

    /** Where in the graph operators are being added, for messages. */
    abstract String place();

    public abstract Value constant(Tensor tensor);

    /**
     * Any operator with one result, whose type and shape the caller knows.
     *
     * @param operands {@link Value#ABSENT} where an optional one is left out
     */
    public Value node(Op op, List<Value> operands, Map<String, Attribute> attributes, DType dtype, Shape shape) {
        return single(op, operands, attributes, dtype, shape);
    }

    public Value constant(float number) {
        return constant(Tensor.scalar(number));
    }

    /** An INT64 vector. */
    public Value constant(List<Long> numbers) {
        return constant(Tensor.ofLongs(
                Shape.of(numbers.size()),
                numbers.stream().mapToLong(Long::longValue).toArray()));
    }

    // ---- elementwise -----------------------------------------------------------------------------------------------

    public Value add(Value a, Value b) {
        return elementwise(Op.ADD, a, b);
    }

    public Value sub(Value a, Value b) {
        return elementwise(Op.SUB, a, b);
    }

    public Value mul(Value a, Value b) {
        return elementwise(Op.MUL, a, b);
    }

    public Value div(Value a, Value b) {
        return elementwise(Op.DIV, a, b);
    }

    public Value max(Value a, Value b) {
        return elementwise(Op.MAX, a, b);
    }

    /**
     * a + b: as {@code Sum}, which ONNX Runtime folds into a {@code Gemm} that makes one of them; where none does, as
     * {@code Add}, which may overwrite one of them.
     */
    public Value sum(Value a, Value b) {
        return elementwise(isBareGemm(a) || isBareGemm(b) ? Op.SUM : Op.ADD, a, b);
    }

    /** Whether {@code value} is made by a {@code Gemm} that adds nothing yet. */
    abstract boolean isBareGemm(Value value);

    public Value identity(Value x) {
        return same(Op.IDENTITY, x, Map.of());
    }

    /** {@code x}, as a constant to the backward pass. */
    public Value stopGradient(Value x) {
        return same(Op.STOP_GRADIENT, x, Map.of());
    }

    public Value neg(Value x) {
        return same(Op.NEG, x, Map.of());
    }

    public Value exp(Value x) {
        return same(Op.EXP, x, Map.of());
    }

    public Value reciprocal(Value x) {
        return same(Op.RECIPROCAL, x, Map.of());
    }

    public Value sqrt(Value x) {
        return same(Op.SQRT, x, Map.of());
    }

    public Value relu(Value x) {
        return same(Op.RELU, x, Map.of());
    }

    public Value tanh(Value x) {
        return same(Op.TANH, x, Map.of());
    }

    /** x · Φ(x), or its approximation by a hyperbolic tangent. */
    public Value gelu(Value x, boolean approximate) {
        return same(Op.GELU, x, Map.of("approximate", new Attribute.Text(approximate ? "tanh" : "none")));
    }

    public Value sigmoid(Value x) {
        return same(Op.SIGMOID, x, Map.of());
    }

    /** x · sigmoid(alpha · x); SiLU at alpha 1. */
    public Value quickGelu(Value x, float alpha) {
        return same(Op.QUICK_GELU, x, Map.of("alpha", new Attribute.Float(alpha)));
    }

    public Value equal(Value a, Value b) {
        return single(Op.EQUAL, List.of(a, b), Map.of(), DType.BOOL, a.shape().broadcast(b.shape()));
    }

    public Value where(Value condition, Value yes, Value no) {
        Shape shape = condition.shape().broadcast(yes.shape()).broadcast(no.shape());
        return single(Op.WHERE, List.of(condition, yes, no), Map.of(), yes.dtype(), shape);
    }

    /** BOOL: whether a > b. */
    public Value greater(Value a, Value b) {
        return single(Op.GREATER, List.of(a, b), Map.of(), DType.BOOL, a.shape().broadcast(b.shape()));
    }

    public Value cast(Value x, DType to) {
        return single(Op.CAST, List.of(x), Map.of("to", new Attribute.Int(to.onnxNumber())), to, x.shape());
    }

    // ---- products --------------------------------------------------------------------------------------------------

    /** alpha · op(a) · op(b), batched over leading axes, which broadcast; op transposes the last two. */
    public Value fusedMatMul(Value a, Value b, boolean transA, boolean transB, float alpha) {
        boolean matrices = a.shape().rank() >= 2 && b.shape().rank() >= 2;
        if (!matrices || a.shape().dim(transA ? -2 : -1) != b.shape().dim(transB ? -1 : -2)) {
            throw misfit(Op.FUSED_MAT_MUL, a, b, transA, transB);
        }
        List<Long> dims = new ArrayList<>(leading(a).broadcast(leading(b)).dims());
        dims.add(a.shape().dim(transA ? -1 : -2));
        dims.add(b.shape().dim(transB ? -2 : -1));
        return single(
                Op.FUSED_MAT_MUL,
                List.of(a, b),
                Map.of("transA", flag(transA), "transB", flag(transB), "alpha", new Attribute.Float(alpha)),
                a.dtype(),
                new Shape(dims));
    }

    /** The axes in front of those of the matrices that {@code x} holds. */
    public static Shape leading(Value x) {
        return new Shape(x.shape().dims().subList(0, x.shape().rank() - 2));
    }

    /** alpha · op(a) · op(b) of matrices. */
    public Value gemm(Value a, Value b, boolean transA, boolean transB, float alpha) {
        return gemm(List.of(a, b), transA, transB, alpha);
    }

    /** alpha · op(a) · op(b) + c, with c broadcast to the product. */
    public Value gemm(Value a, Value b, Value c, boolean transA, boolean transB, float alpha) {
        return gemm(List.of(a, b, c), transA, transB, alpha);
    }

    private Value gemm(List<Value> operands, boolean transA, boolean transB, float alpha) {
        Value a = operands.get(0);
        Value b = operands.get(1);
        boolean matrices = a.shape().rank() == 2 && b.shape().rank() == 2;
        if (!matrices || a.shape().dim(transA ? 0 : 1) != b.shape().dim(transB ? 1 : 0)) {
            throw misfit(Op.GEMM, a, b, transA, transB);
        }
        Shape shape = Shape.of(a.shape().dim(transA ? 1 : 0), b.shape().dim(transB ? 0 : 1));
        if (operands.size() == 3 && !shape.broadcast(operands.get(2).shape()).equals(shape)) {
            throw new GraphException(
                    "Building Gemm in " + place() + ": C " + operands.get(2) + " doesn't broadcast to " + shape + ".");
        }
        return single(
                Op.GEMM,
                operands,
                Map.of("transA", flag(transA), "transB", flag(transB), "alpha", new Attribute.Float(alpha)),
                a.dtype(),
                shape);
    }

    // ---- layout ----------------------------------------------------------------------------------------------------

    public Value reshape(Value x, Shape shape) {
        if (x.shape().equals(shape)) {
            return x;
        }
        if (x.shape().elements() != shape.elements()) {
            throw new GraphException(
                    "Building Reshape in " + place() + ": " + x + " has other many elements than " + shape + ".");
        }
        return single(Op.RESHAPE, List.of(x, constant(shape.dims())), Map.of(), x.dtype(), shape);
    }

    public Value transpose(Value x, List<Long> permutation) {
        long[] dims = permutation.stream()
                .mapToLong(axis -> x.shape().dim(axis.intValue()))
                .toArray();
        return single(
                Op.TRANSPOSE, List.of(x), Map.of("perm", new Attribute.Ints(permutation)), x.dtype(), Shape.of(dims));
    }

    public Value concat(List<Value> parts, int axis) {
        Value first = parts.get(0);
        int fromStart = first.shape().axis(axis);
        long size =
                parts.stream().mapToLong(part -> part.shape().dim(fromStart)).sum();
        return single(
                Op.CONCAT,
                parts,
                Map.of("axis", new Attribute.Int(fromStart)),
                first.dtype(),
                first.shape().with(fromStart, size));
    }

    /** {@code x} repeated along axes of size 1. */
    public Value expand(Value x, Shape shape) {
        return x.shape().equals(shape)
                ? x
                : single(Op.EXPAND, List.of(x, constant(shape.dims())), Map.of(), x.dtype(), shape);
    }

    /** The {@code count} slices of {@code x} along {@code axis} that begin with the slice {@code from}. */
    public Value part(Value x, int axis, long from, long count) {
        long rest = x.shape().dim(axis) - from - count;
        List<Long> sizes =
                Stream.of(from, count, rest).filter(size -> size != 0).toList();
        return sizes.size() == 1 ? x : split(x, axis, sizes).get(from == 0 ? 0 : 1);
    }

    public List<Value> split(Value x, int axis, List<Long> sizes) {
        int fromStart = x.shape().axis(axis);
        if (sizes.stream().mapToLong(Long::longValue).sum() != x.shape().dim(fromStart)) {
            throw new GraphException("Building Split in " + place() + ": sizes " + sizes + " don't add up to axis "
                    + axis + " of " + x + ".");
        }
        List<Shape> shapes =
                sizes.stream().map(size -> x.shape().with(fromStart, size)).toList();
        return apply(
                        Op.SPLIT,
                        List.of(x, constant(sizes)),
                        Map.of("axis", new Attribute.Int(fromStart)),
                        x.dtype(),
                        shapes)
                .outputs();
    }

    // ---- reductions and normalisations -----------------------------------------------------------------------------

    public Value reduceSum(Value x, List<Long> axes, boolean keepdims) {
        return reduce(Op.REDUCE_SUM, x, axes, keepdims);
    }

    public Value reduceSumSquare(Value x, List<Long> axes, boolean keepdims) {
        return reduce(Op.REDUCE_SUM_SQUARE, x, axes, keepdims);
    }

    /** Not {@link Op#REDUCE_L2}, whose CUDA kernel takes cuDNN. */
    public Value reduceL2(Value x, List<Long> axes, boolean keepdims) {
        return sqrt(reduceSumSquare(x, axes, keepdims));
    }

    private Value reduce(Op op, Value x, List<Long> axes, boolean keepdims) {
        List<Integer> reduced =
                axes.stream().map(axis -> x.shape().axis(axis.intValue())).toList();
        List<Long> kept = new ArrayList<>();
        for (int axis = 0; axis < x.shape().rank(); axis++) {
            if (!reduced.contains(axis)) {
                kept.add(x.shape().dim(axis));
            } else if (keepdims) {
                kept.add(1L);
            }
        }
        return single(op, List.of(x, constant(axes)), Map.of("keepdims", flag(keepdims)), x.dtype(), new Shape(kept));
    }

    public Value softmax(Value x, int axis) {
        return same(Op.SOFTMAX, x, Map.of("axis", new Attribute.Int(x.shape().axis(axis))));
    }

    public Value logSoftmax(Value x, int axis) {
        return same(
                Op.LOG_SOFTMAX, x, Map.of("axis", new Attribute.Int(x.shape().axis(axis))));
    }

    /** y = x / sqrt(mean(x²) + epsilon) · gain over the last axis; results y and the reciprocal root [..., 1]. */
    public List<Value> simplifiedLayerNormalization(Value x, Value gain, float epsilon) {
        return apply(
                        Op.SIMPLIFIED_LAYER_NORMALIZATION,
                        List.of(x, gain),
                        Map.of("axis", new Attribute.Int(-1), "epsilon", new Attribute.Float(epsilon)),
                        x.dtype(),
                        List.of(x.shape(), x.shape().with(-1, 1)))
                .outputs();
    }

    /**
     * Rotary position embedding of x [batch, seq, heads · headDim], halves not interleaved.
     *
     * @param positions INT64 [1], the position of the first token
     * @param cos FLOAT [positions, headDim / 2]
     * @param sin likewise
     */
    public Value rotaryEmbedding(Value x, Value positions, Value cos, Value sin) {
        return single(Op.MICROSOFT_ROTARY_EMBEDDING, List.of(x, positions, cos, sin), Map.of(), x.dtype(), x.shape());
    }

    // ---- indexing --------------------------------------------------------------------------------------------------

    /** Rows of {@code data} (its first axis) at {@code indices}. */
    public Value gather(Value data, Value indices) {
        List<Long> dims = new ArrayList<>(indices.shape().dims());
        dims.addAll(data.shape().inner().dims());
        return single(
                Op.GATHER, List.of(data, indices), Map.of("axis", new Attribute.Int(0)), data.dtype(), new Shape(dims));
    }

    public Value gatherElements(Value data, Value indices, int axis) {
        Map<String, Attribute> attributes =
                Map.of("axis", new Attribute.Int(data.shape().axis(axis)));
        return single(Op.GATHER_ELEMENTS, List.of(data, indices), attributes, data.dtype(), indices.shape());
    }

    /** {@code data} with {@code updates} added at {@code indices} of {@code axis}. */
    public Value scatterElementsAdd(Value data, Value indices, Value updates, int axis) {
        Map<String, Attribute> attributes =
                Map.of("axis", new Attribute.Int(data.shape().axis(axis)), "reduction", new Attribute.Text("add"));
        return single(Op.SCATTER_ELEMENTS, List.of(data, indices, updates), attributes, data.dtype(), data.shape());
    }

    /** {@code data} with {@code updates} added at the places that the rows of {@code indices} name. */
    public Value scatterNdAdd(Value data, Value indices, Value updates) {
        Map<String, Attribute> attributes = Map.of("reduction", new Attribute.Text("add"));
        return single(Op.SCATTER_ND, List.of(data, indices, updates), attributes, data.dtype(), data.shape());
    }

    // ---- helpers
    // --------------------------------------------------------------------------------------------------------

    private Value elementwise(Op op, Value a, Value b) {
        return single(op, List.of(a, b), Map.of(), a.dtype(), a.shape().broadcast(b.shape()));
    }

    private Value same(Op op, Value x, Map<String, Attribute> attributes) {
        return single(op, List.of(x), attributes, x.dtype(), x.shape());
    }

    private Value single(Op op, List<Value> operands, Map<String, Attribute> attributes, DType dtype, Shape shape) {
        return apply(op, operands, attributes, dtype, List.of(shape)).output();
    }

    private GraphException misfit(Op op, Value a, Value b, boolean transA, boolean transB) {
        return new GraphException("Building " + op.onnxName() + " in " + place() + ": sizes don't fit: A " + a
                + (transA ? " transposed" : "") + ", B " + b + (transB ? " transposed" : "") + ".");
    }

    private static Attribute flag(boolean on) {
        return new Attribute.Int(on ? 1 : 0);
    }
}
