package org.rankscope.onnx;

import java.util.function.Supplier;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;

/**
 * A tensor in a file whose type, shape and size were found true.
 *
 * @param numbers gives its numbers: a view of the mapped file where they lie there as bytes
 */
public record StoredTensor(DType dtype, Shape shape, Supplier<Tensor> numbers) {
    /** A tensor that is at hand. */
    public static StoredTensor of(Tensor tensor) {
        return new StoredTensor(tensor.dtype(), tensor.shape(), () -> tensor);
    }

    public Tensor tensor() {
        return numbers.get();
    }

    public long bytes() {
        return shape.elements() * dtype.bytes();
    }
}
