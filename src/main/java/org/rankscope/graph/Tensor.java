package org.rankscope.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A dense tensor in host memory: little-endian, row-major. The buffer may be a read-only view of a mapped file; it is
 * held from position 0 to its limit and is never moved. Equality is identity of the buffer, not of the numbers.
 */
public record Tensor(DType dtype, Shape shape, ByteBuffer data) {
    public Tensor {
        data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
        long expected = Math.multiplyExact(shape.elements(), (long) dtype.bytes());
        if (data.remaining() != expected) {
            throw new GraphException("A tensor " + dtype + " " + shape + " takes " + expected + " bytes, found "
                    + data.remaining() + ".");
        }
    }

    /** A tensor of zeros in direct memory. */
    public static Tensor zeros(DType dtype, Shape shape) {
        long bytes = Math.multiplyExact(shape.elements(), (long) dtype.bytes());
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new GraphException("A tensor " + dtype + " " + shape + " takes " + bytes
                    + " bytes; one buffer holds less than 2 GiB.");
        }
        return new Tensor(dtype, shape, ByteBuffer.allocateDirect((int) bytes));
    }

    public static Tensor ofFloats(Shape shape, float... values) {
        Tensor tensor = zeros(DType.FLOAT, shape);
        checkCount(shape, values.length);
        tensor.data.asFloatBuffer().put(values);
        return tensor;
    }

    public static Tensor ofLongs(Shape shape, long... values) {
        Tensor tensor = zeros(DType.INT64, shape);
        checkCount(shape, values.length);
        tensor.data.asLongBuffer().put(values);
        return tensor;
    }

    public static Tensor scalar(float value) {
        return ofFloats(Shape.SCALAR, value);
    }

    /** The values of a FLOAT tensor. */
    public float[] floats() {
        expect(DType.FLOAT);
        float[] values = new float[Math.toIntExact(shape.elements())];
        data.asFloatBuffer().get(values);
        return values;
    }

    /** The values of an INT64 tensor. */
    public long[] longs() {
        expect(DType.INT64);
        long[] values = new long[Math.toIntExact(shape.elements())];
        data.asLongBuffer().get(values);
        return values;
    }

    /** The values of a DOUBLE tensor. */
    public double[] doubles() {
        expect(DType.DOUBLE);
        double[] values = new double[Math.toIntExact(shape.elements())];
        data.asDoubleBuffer().get(values);
        return values;
    }

    /** The slice at {@code index} of the outermost axis: a view, without that axis. */
    public Tensor at(long index) {
        if (index < 0 || index >= shape.dim(0)) {
            throw new GraphException("Index " + index + " of a tensor " + shape + ".");
        }
        Shape inner = shape.inner();
        int bytes = Math.toIntExact(inner.elements() * dtype.bytes());
        return new Tensor(dtype, inner, data.slice(Math.toIntExact(index * bytes), bytes));
    }

    /** The same numbers under another shape of as many elements. */
    public Tensor reshaped(Shape other) {
        return new Tensor(dtype, other, data);
    }

    /** A matrix with rows and columns exchanged, in direct memory of its own. */
    public Tensor transposed() {
        if (shape.rank() != 2) {
            throw new GraphException("Expected a matrix, found a tensor " + shape + ".");
        }
        int rows = Math.toIntExact(shape.dim(0));
        int columns = Math.toIntExact(shape.dim(1));
        int bytes = dtype.bytes();
        Tensor result = zeros(dtype, Shape.of(columns, rows));
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                result.data.put((column * rows + row) * bytes, data, (row * columns + column) * bytes, bytes);
            }
        }
        return result;
    }

    /** The same numbers in direct memory of their own: a mapped file can then be replaced. */
    public Tensor copy() {
        Tensor copy = zeros(dtype, shape);
        copy.data.duplicate().put(data.duplicate());
        return copy;
    }

    private void expect(DType wanted) {
        if (dtype != wanted) {
            throw new GraphException("Expected a tensor of " + wanted + ", found " + dtype + ".");
        }
    }

    private static void checkCount(Shape shape, int count) {
        if (shape.elements() != count) {
            throw new GraphException("Shape " + shape + " has " + shape.elements() + " elements, found " + count + ".");
        }
    }
}
