package org.rankscope.train;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * All trained tensors end to end in one FLOAT vector, so that the optimiser is a dozen nodes whatever the number of
 * tensors, and its state is three vectors.
 */
final class FlatParameters {
    private final Map<String, Shape> shapes;

    FlatParameters(Map<String, Shape> shapes) {
        this.shapes = new LinkedHashMap<>(shapes);
    }

    /** Length of the vector. */
    long size() {
        return shapes.values().stream().mapToLong(Shape::elements).sum();
    }

    Shape shape() {
        return Shape.of(size());
    }

    /** One vector from tensors by name. */
    Tensor pack(Map<String, Tensor> values) {
        Tensor flat = Tensor.zeros(DType.FLOAT, shape());
        FloatBuffer target = flat.data().asFloatBuffer();
        shapes.forEach((name, shape) -> {
            Tensor value = values.get(name);
            if (value == null || !value.shape().equals(shape)) {
                throw new IllegalArgumentException("Expected '" + name + "' " + shape + ", found "
                        + (value == null ? "nothing" : value.shape()) + ".");
            }
            target.put(value.data().asFloatBuffer());
        });
        return flat;
    }

    /** Views of the tensors in a vector. */
    Map<String, Tensor> unpack(Tensor flat) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        int offset = 0;
        for (Map.Entry<String, Shape> entry : shapes.entrySet()) {
            int bytes = Math.toIntExact(entry.getValue().elements() * DType.FLOAT.bytes());
            values.put(
                    entry.getKey(),
                    new Tensor(DType.FLOAT, entry.getValue(), flat.data().slice(offset, bytes)));
            offset += bytes;
        }
        return values;
    }

    /** The tensors that have any numbers: of a layer that is left no rank there are none. */
    private Map<String, Shape> notEmpty() {
        Map<String, Shape> some = new LinkedHashMap<>(shapes);
        some.values().removeIf(shape -> shape.elements() == 0);
        return some;
    }

    /** The tensors of {@code flat} [size] in a graph, but for empty ones. */
    Map<String, Value> split(GraphBuilder g, Value flat) {
        Map<String, Shape> some = notEmpty();
        List<Value> parts =
                g.split(flat, 0, some.values().stream().map(Shape::elements).toList());
        Map<String, Value> values = new LinkedHashMap<>();
        some.forEach((name, shape) -> values.put(name, g.reshape(parts.get(values.size()), shape)));
        return values;
    }

    /** One vector [size] of {@code values} in a graph, which has one for each tensor that is not empty. */
    Value concat(GraphBuilder g, Map<String, Value> values) {
        List<Value> parts = new ArrayList<>();
        notEmpty().forEach((name, shape) -> parts.add(g.reshape(values.get(name), Shape.of(shape.elements()))));
        return parts.size() == 1 ? parts.get(0) : g.concat(parts, 0);
    }
}
