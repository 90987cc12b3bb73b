package org.rankscope.model.imported;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.HalfNumbers;
import org.rankscope.graph.Tensor;
import org.rankscope.onnx.RawGraph;
import org.rankscope.onnx.RawNode;
import org.rankscope.onnx.RawValue;
import org.rankscope.onnx.StoredTensor;

/**
 * A graph that computes in float32 what it computed in float16, bfloat16 or float64. Weights are widened when they are
 * asked for; doubles beyond the range of float32 become its largest numbers.
 */
final class InFloat32 {
    /** Attributes that name an element type. */
    private static final Set<String> TYPE_ATTRIBUTES =
            Set.of("to", "dtype", "stash_type", "softmax_precision", "output_datatype");

    private InFloat32() {}

    static RawGraph of(RawGraph graph) {
        Map<String, StoredTensor> initializers = new LinkedHashMap<>();
        graph.initializers().forEach((name, tensor) -> initializers.put(name, of(tensor)));
        return new RawGraph(
                graph.name(),
                graph.inputs().stream().map(InFloat32::of).toList(),
                graph.outputs().stream().map(InFloat32::of).toList(),
                initializers,
                graph.nodes().stream().map(InFloat32::of).toList());
    }

    private static boolean isOther(DType dtype) {
        return dtype.isFloatingPoint() && dtype != DType.FLOAT;
    }

    private static RawValue of(RawValue value) {
        return value.dtype().filter(InFloat32::isOther).isPresent()
                ? new RawValue(value.name(), Optional.of(DType.FLOAT), value.typeName(), value.dims())
                : value;
    }

    private static StoredTensor of(StoredTensor tensor) {
        return isOther(tensor.dtype())
                ? new StoredTensor(DType.FLOAT, tensor.shape(), () -> of(tensor.tensor()))
                : tensor;
    }

    private static Tensor of(Tensor tensor) {
        if (!isOther(tensor.dtype())) {
            return tensor;
        } else if (tensor.dtype() != DType.DOUBLE) {
            return HalfNumbers.widened(tensor);
        }
        Tensor narrow = Tensor.zeros(DType.FLOAT, tensor.shape());
        DoubleBuffer from = tensor.data().asDoubleBuffer();
        FloatBuffer to = narrow.data().asFloatBuffer();
        while (from.hasRemaining()) {
            double number = from.get();
            boolean finite = Double.isFinite(number);
            to.put((float) (finite ? Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, number)) : number));
        }
        return narrow;
    }

    private static RawNode of(RawNode node) {
        Map<String, Attribute> attributes = new HashMap<>();
        node.attributes().forEach((name, value) -> attributes.put(name, of(name, value)));
        Map<String, RawGraph> bodies = new HashMap<>();
        node.bodies().forEach((name, body) -> bodies.put(name, of(body)));
        return node.with(node.inputs(), attributes).withBodies(bodies);
    }

    private static Attribute of(String name, Attribute value) {
        if (value instanceof Attribute.Constant constant) {
            return new Attribute.Constant(of(constant.value()));
        } else if (value instanceof Attribute.Int number && TYPE_ATTRIBUTES.contains(name)) {
            boolean other = List.of(DType.FLOAT16, DType.BFLOAT16, DType.DOUBLE).stream()
                    .anyMatch(dtype -> dtype.onnxNumber() == number.value());
            return other ? new Attribute.Int(DType.FLOAT.onnxNumber()) : value;
        }
        return value;
    }
}
