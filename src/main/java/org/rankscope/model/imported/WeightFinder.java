package org.rankscope.model.imported;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.rankscope.graph.DType;
import org.rankscope.onnx.RawNode;
import org.rankscope.onnx.StoredTensor;

/**
 * Tells a file's weights from its constants, which it holds alike. A weight is a FLOAT tensor with axes that stands where
 * operators have their weights, or bears the name of one; single numbers, settings of operators, tables of rotary positions,
 * masks and running statistics don't count. A constant may be folded into others, a weight never.
 */
final class WeightFinder {
    /** Inputs that are weights, by operator, if another input follows from the batch. */
    private static final Map<String, Set<Integer>> WEIGHT_INPUTS = Map.ofEntries(
            Map.entry("MatMul", Set.of(0, 1)),
            Map.entry("com.microsoft.FusedMatMul", Set.of(0, 1)),
            Map.entry("Gemm", Set.of(0, 1, 2)),
            Map.entry("Conv", Set.of(1, 2)),
            Map.entry("ConvTranspose", Set.of(1, 2)),
            Map.entry("LayerNormalization", Set.of(1, 2)),
            Map.entry("RMSNormalization", Set.of(1)),
            Map.entry("SimplifiedLayerNormalization", Set.of(1)),
            Map.entry("com.microsoft.SkipLayerNormalization", Set.of(2, 3, 4)),
            Map.entry("com.microsoft.SkipSimplifiedLayerNormalization", Set.of(2, 3)),
            Map.entry("GroupNormalization", Set.of(1, 2)),
            Map.entry("InstanceNormalization", Set.of(1, 2)),
            Map.entry("BatchNormalization", Set.of(1, 2)),
            Map.entry("PRelu", Set.of(1)),
            Map.entry("LSTM", Set.of(1, 2, 3)),
            Map.entry("GRU", Set.of(1, 2, 3)),
            Map.entry("RNN", Set.of(1, 2, 3)),
            Map.entry("com.microsoft.Attention", Set.of(1, 2)),
            Map.entry("com.microsoft.MatMulNBits", Set.of(5)),
            Map.entry("com.microsoft.BiasGelu", Set.of(1)),
            Map.entry("com.microsoft.FastGelu", Set.of(1)),
            Map.entry("com.microsoft.BiasAdd", Set.of(1)));

    /** Inputs that say how an operator works, whatever their tensors are called: sizes, bounds, scales of codes, tables of angles. */
    private static final Map<String, Set<Integer>> SETTINGS = Map.ofEntries(
            Map.entry("Resize", Set.of(1, 2, 3)),
            Map.entry("Upsample", Set.of(1)),
            Map.entry("Clip", Set.of(1, 2)),
            Map.entry("Pad", Set.of(1, 2, 3)),
            Map.entry("OneHot", Set.of(1, 2)),
            Map.entry("QuantizeLinear", Set.of(1, 2)),
            Map.entry("DequantizeLinear", Set.of(1, 2)),
            Map.entry("BatchNormalization", Set.of(3, 4)),
            Map.entry("RotaryEmbedding", Set.of(1, 2)),
            Map.entry("com.microsoft.RotaryEmbedding", Set.of(2, 3)),
            Map.entry("com.microsoft.GroupQueryAttention", Set.of(7, 8)),
            Map.entry("com.microsoft.GatherBlockQuantized", Set.of(2)),
            Map.entry("com.microsoft.MatMulNBits", Set.of(2, 3)),
            Map.entry("com.microsoft.MatMulBnb4", Set.of(2)));

    /** Operators that hand a weight on in another form. */
    private static final Set<String> FORMS = Set.of("Transpose", "Cast", "Identity", "Reshape", "Unsqueeze", "Squeeze");

    private static final Set<String> ELEMENTWISE = Set.of("Add", "Sub", "Mul", "Div");

    private static final Pattern NO_WEIGHT = Pattern.compile(
            ".*(inv_freq|rotary_emb|cos_cache|sin_cache|cos_cached|sin_cached|running_mean|running_var|masked_bias)"
                    + "[^.]*",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern PATH = Pattern.compile("[A-Za-z_]\\w*(\\.\\w+)+");

    private static final long CERTAINLY_A_WEIGHT_BYTES = 16L << 20;
    private static final int BIAS_MOST_AXES = 2;

    private final GraphIndex index;
    private final Set<String> weights = new LinkedHashSet<>();

    private WeightFinder(GraphIndex index) {
        this.index = index;
    }

    /** The names of the initializers that are weights. */
    static Set<String> find(GraphIndex index) {
        WeightFinder finder = new WeightFinder(index);
        index.graph().initializers().forEach((name, tensor) -> {
            if (finder.isWeight(name, tensor)) {
                finder.weights.add(name);
            }
        });
        return finder.weights;
    }

    private boolean isWeight(String name, StoredTensor tensor) {
        if (tensor.dtype() != DType.FLOAT
                || tensor.shape().rank() == 0
                || tensor.shape().elements() < 2
                || isSetting(name)) {
            return false;
        } else if (tensor.bytes() >= CERTAINLY_A_WEIGHT_BYTES) {
            return true;
        } else if (NO_WEIGHT.matcher(name).matches()) {
            return false;
        } else if (PATH.matcher(name).matches()) {
            return !name.endsWith(".bias") || tensor.shape().rank() <= BIAS_MOST_AXES;
        }
        return standsAsWeight(name, tensor.shape().rank(), new HashSet<>());
    }

    private boolean isSetting(String value) {
        List<RawNode> readers = index.readers(value);
        return !readers.isEmpty()
                && readers.stream().allMatch(reader -> SETTINGS.getOrDefault(qualified(reader), Set.of())
                        .contains(reader.inputs().indexOf(value)));
    }

    private static String qualified(RawNode node) {
        return node.domain().isEmpty() ? node.op() : node.domain() + "." + node.op();
    }

    private boolean standsAsWeight(String value, int rank, Set<String> seen) {
        if (!seen.add(value)) {
            return false;
        }
        for (RawNode reader : index.readers(value)) {
            String op = qualified(reader);
            List<String> inputs = reader.inputs();
            boolean meetsBatch = inputs.stream().anyMatch(input -> !input.equals(value) && index.isFed(input));
            boolean placed = WEIGHT_INPUTS.getOrDefault(op, Set.of()).contains(inputs.indexOf(value));
            boolean table = op.equals("Gather") && inputs.indexOf(value) == 0 && rank == 2;
            boolean perFeature = rank == 1 && ELEMENTWISE.contains(op);
            if (meetsBatch && (placed || table || perFeature)) {
                return true;
            } else if (FORMS.contains(op) && inputs.indexOf(value) == 0) {
                String form = reader.outputs().get(0);
                if (standsAsWeight(form, rank, seen)) {
                    return true;
                }
            }
        }
        return false;
    }
}
