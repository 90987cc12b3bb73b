package org.rankscope.train;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.HalfNumbers;
import org.rankscope.graph.HalfPrecision;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.Precision;
import org.rankscope.model.WeightSource;
import org.rankscope.runtime.Device;

/** Computing in 16 bits: the type, and how its numbers are written for a device. */
record Halves(DType type, HalfPrecision.Form form) {
    /**
     * What {@code precision} asks for; empty for float32. A processor has hardly any kernels for such types and computes in
     * float32, rounding what it would otherwise store: slower, and with the numbers of a device.
     */
    static Optional<Halves> of(Precision precision, Device device) {
        HalfPrecision.Form form = device.isCuda() ? HalfPrecision.Form.TYPED : HalfPrecision.Form.ROUNDED;
        return precision.half().map(type -> new Halves(type, form));
    }

    /** Whether gradients are so small that the loss is scaled up for them. */
    boolean scalesLoss() {
        return type == DType.FLOAT16;
    }

    /** {@code graph} in this type; {@code trained} are its inputs that hold trained values. */
    Graph applied(Graph graph, Set<String> trained) {
        return HalfPrecision.of(graph, type, form, trained);
    }

    /** The parameters of a graph that is {@link #applied}, each as that graph has it. */
    Function<String, Tensor> weights(Graph applied, WeightSource weights) {
        if (form == HalfPrecision.Form.ROUNDED) {
            Set<String> narrow = HalfPrecision.narrowParameters(applied, type);
            return name ->
                    narrow.contains(name) ? HalfNumbers.rounded(weights.weight(name), type) : weights.weight(name);
        }
        Set<String> narrow = applied.parameters().stream()
                .filter(parameter -> parameter.dtype() == type)
                .map(Value::name)
                .collect(Collectors.toSet());
        return name -> narrow.contains(name) ? weights.weight(name, type) : weights.weight(name);
    }
}
