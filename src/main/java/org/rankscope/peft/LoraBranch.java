package org.rankscope.peft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.autodiff.rule.PackedWeights;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.model.LinearModule;

/**
 * The update of one linear layer beside its base product: scaling · B(A(x)), added to what the layer's node makes. Products
 * take their rows together, whatever axes they stand in; a convolution is followed as PEFT follows it, by a convolution with
 * the same window to {@code rank} channels, then one with a window of 1 in the layer's groups; tokens are looked up in A as
 * they are in the table.
 *
 * <p>Where a small layer has many rows, scaling · B·A is added to a copy of the weight instead: that takes fewer operations,
 * and no pass over the layer's results.
 */
final class LoraBranch {
    private static final List<String> WINDOW = List.of("kernel_shape", "strides", "pads", "dilations", "auto_pad");

    /** Least ratio of what goes in and out of a layer to its weight for which the weight is copied. */
    private static final long ROWS_OUTWEIGH = 4;

    private final GraphBuilder g;
    private final Node linear;
    private final AdaptedModule target;
    private final Value base;

    LoraBranch(GraphBuilder g, Node linear, AdaptedModule target) {
        this(g, linear, target, linear.output());
    }

    /** @param base what the update is added to, in place of what the layer's node makes */
    LoraBranch(GraphBuilder g, Node linear, AdaptedModule target, Value base) {
        this.g = g;
        this.linear = linear;
        this.target = target;
        this.base = base;
    }

    /**
     * The layer's result with its update.
     *
     * @param x the layer's input, or what dropout leaves of it
     * @param kept share of {@code x} that dropout keeps
     */
    Value onto(Value x, Value loraA, Value loraB, float kept) {
        return switch (linear.op()) {
            case GEMM, MAT_MUL, FUSED_MAT_MUL, MAT_MUL_BNB4, MAT_MUL_NBITS -> product(x, loraA, loraB, kept);
            case CONV -> convolution(x, loraA, loraB, kept);
            case GATHER, GATHER_BLOCK_QUANTIZED -> lookUp(loraA, loraB);
            default ->
                throw new IllegalStateException(
                        "Node '" + linear.name() + "' is a " + linear.op().onnxName()
                                + ", expected a matrix product, a convolution, or a table that is looked up in.");
        };
    }

    private Value product(Value x, Value loraA, Value loraB, float kept) {
        boolean columns = linear.intAttribute("transA", 0) == 1;
        long rows = x.shape().elements() / target.module().inFeatures();
        if (x.equals(linear.input(0)) && canTakeUpdate(rows)) {
            return withUpdatedWeight(loraA, loraB);
        }
        Value inputs = columns ? x : g.reshape(x, Shape.of(rows, target.module().inFeatures()));
        Value inner = g.gemm(inputs, loraA, columns, true, 1 / kept);
        Value outputs = g.reshape(base, Shape.of(rows, target.module().outFeatures()));
        return g.reshape(g.gemm(inner, loraB, outputs, false, true, (float) target.scaling()), base.shape());
    }

    /** Whether the weight is small beside {@code rows}, and multiplied as it lies. */
    private boolean canTakeUpdate(long rows) {
        LinearModule module = target.module();
        long weight = (long) module.inFeatures() * module.outFeatures();
        return linear.op() == Op.GEMM
                && base.equals(linear.output())
                && linear.floatAttribute("alpha", 1) == 1
                && linear.input(1).shape().equals(module.weightShape())
                && ROWS_OUTWEIGH * weight <= rows * (module.inFeatures() + module.outFeatures());
    }

    private Value withUpdatedWeight(Value loraA, Value loraB) {
        List<Value> operands = new ArrayList<>(linear.inputs());
        operands.set(1, updatedWeight(loraA, loraB));
        return g.node(
                Op.GEMM,
                operands,
                linear.attributes(),
                linear.output().dtype(),
                linear.output().shape());
    }

    /** The weight, a matrix as it lies, with scaling · B·A added. */
    private Value updatedWeight(Value loraA, Value loraB) {
        float scaling = (float) target.scaling();
        return isOutFirst()
                ? g.gemm(loraB, loraA, weight(), false, false, scaling)
                : g.gemm(loraA, loraB, weight(), true, true, scaling);
    }

    private Value weight() {
        return PackedWeights.of(linear, g).orElseGet(() -> linear.input(linear.op() == Op.GATHER ? 0 : 1));
    }

    private boolean isOutFirst() {
        return linear.intAttribute("transB", 0) == 1 || PackedWeights.isPacked(linear);
    }

    /** For each output the length of its row of the updated weight: FLOAT [out]. */
    Value rowNorms(Value loraA, Value loraB) {
        if (linear.op() == Op.CONV) {
            Value weight = linear.input(1);
            Shape rows = Shape.of(weight.shape().dim(0), weight.shape().inner().elements());
            Value first = g.reshape(loraA, Shape.of(target.rank(), rows.dim(1)));
            Value second = g.reshape(loraB, Shape.of(rows.dim(0), target.rank()));
            Value sum = g.gemm(second, first, g.reshape(weight, rows), false, false, (float) target.scaling());
            return g.reduceL2(sum, List.of(1L), false);
        }
        return g.reduceL2(updatedWeight(loraA, loraB), List.of(isOutFirst() ? 1L : 0L), false);
    }

    /** A one-hot row times A is a column of A. */
    private Value lookUp(Value loraA, Value loraB) {
        Value ids = linear.input(1);
        long count = ids.shape().elements();
        Value inner = g.node(
                Op.GATHER,
                List.of(loraA, g.reshape(ids, Shape.of(count))),
                Map.of("axis", new Attribute.Int(1)),
                base.dtype(),
                Shape.of(target.rank(), count));
        Value rows = g.reshape(base, Shape.of(count, target.module().outFeatures()));
        return g.reshape(g.gemm(inner, loraB, rows, true, true, (float) target.scaling()), base.shape());
    }

    private Value convolution(Value x, Value loraA, Value loraB, float kept) {
        Map<String, Attribute> window = new HashMap<>(linear.attributes());
        window.keySet().retainAll(WINDOW);
        Value inner = g.node(
                Op.CONV, List.of(x, loraA), window, x.dtype(), base.shape().with(1, target.rank()));
        Value scaled = g.mul(loraB, g.constant((float) (target.scaling() / kept)));
        Map<String, Attribute> groups =
                Map.of("group", new Attribute.Int(target.module().groups()));
        return g.sum(base, g.node(Op.CONV, List.of(inner, scaled), groups, x.dtype(), base.shape()));
    }
}
