package org.rankscope.peft;

import java.math.BigInteger;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * All trained tensors end to end in one FLOAT vector, so that the optimiser is a dozen nodes whatever the number of
 * tensors, and its state is three vectors.
 *
 * <p>Where tensors of several sizes are split off or joined, ONNX Runtime's CUDA kernels make a table on the host with an
 * entry for each place along the axis, and copy it to the device at each step. So the vector is viewed in rows as long as
 * the sizes allow. Tensors that don't fill rows of {@value #ROW} (a classifier's three biases) would make them rows of one:
 * they stand together at the end, filled up with zeros, and are one tensor to the others.
 */
public final class FlatParameters {
    /** Numbers that nearly every tensor is a multiple of, because the widths of models are. */
    private static final long ROW = 64;

    private static final String ODD = "odd";
    private static final String ZEROS = "zeros";

    private final Map<String, Shape> shapes;
    private final long size;
    private final Map<String, Shape> rows;
    private final Map<String, Shape> odd;

    /** @param shapes by name; their order is that of the vector but for those that stand at its end */
    public FlatParameters(Map<String, Shape> shapes) {
        rows = where(shapes, shape -> shape.elements() % ROW == 0);
        odd = where(shapes, shape -> shape.elements() % ROW != 0);
        this.shapes = new LinkedHashMap<>(rows);
        this.shapes.putAll(odd);
        size = elements(this.shapes);
        long zeros = Math.floorMod(-size, ROW);
        if (zeros > 0 && elements(rows) > 0) {
            odd.put(ZEROS, Shape.of(zeros));
        }
        // Of a layer that is left no rank there is nothing in the vector.
        rows.values().removeIf(shape -> shape.elements() == 0);
        if (!odd.isEmpty()) {
            rows.put(ODD, Shape.of(elements(odd)));
        }
    }

    private static Map<String, Shape> where(Map<String, Shape> shapes, Predicate<Shape> wanted) {
        Map<String, Shape> some = new LinkedHashMap<>(shapes);
        some.values().removeIf(wanted.negate());
        return some;
    }

    private static long elements(Map<String, Shape> shapes) {
        return shapes.values().stream().mapToLong(Shape::elements).sum();
    }

    /** How many numbers are trained. */
    public long size() {
        return size;
    }

    /** Of the vector: what is trained, and the zeros behind it. */
    public Shape shape() {
        return Shape.of(elements(rows));
    }

    /** The tensors by name, in the order of the vector. */
    public Map<String, Shape> shapes() {
        return Collections.unmodifiableMap(shapes);
    }

    /**
     * The vector cut into pieces of whole tensors: one behind the other they are the vector, each is at least one {@code
     * count}th of it, and tensors that fill no rows stand in the last.
     *
     * @param count the most pieces that there are to be, at least 1
     */
    public List<FlatParameters> parts(int count) {
        List<Map<String, Shape>> cut = new ArrayList<>(List.of(new LinkedHashMap<>()));
        shapes.forEach((name, shape) -> {
            Map<String, Shape> last = cut.get(cut.size() - 1);
            if (elements(last) * count >= size && !odd.containsKey(name)) {
                last = new LinkedHashMap<>();
                cut.add(last);
            }
            last.put(name, shape);
        });
        Map<String, Shape> rest = cut.get(cut.size() - 1);
        if (cut.size() > 1 && elements(rest) * count < size) {
            cut.remove(cut.size() - 1);
            cut.get(cut.size() - 1).putAll(rest);
        }
        return cut.stream().map(FlatParameters::new).toList();
    }

    /** One vector from tensors by name. */
    public Tensor pack(Map<String, Tensor> values) {
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
    public Map<String, Tensor> unpack(Tensor flat) {
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

    /** The tensors of {@code flat} in a graph, but for empty ones. */
    public Map<String, Value> split(GraphBuilder g, Value flat) {
        Map<String, Value> values = split(g, flat, rows);
        Value rest = values.remove(ODD);
        if (rest != null) {
            values.putAll(split(g, rest, odd));
            values.remove(ZEROS);
        }
        return values;
    }

    /** One vector of {@code values} in a graph, which has one for each tensor that is not empty; others are left out. */
    public Value concat(GraphBuilder g, Map<String, Value> values) {
        Map<String, Value> all = new LinkedHashMap<>(values);
        if (odd.containsKey(ZEROS)) {
            all.put(ZEROS, g.constant(Tensor.zeros(DType.FLOAT, odd.get(ZEROS))));
        }
        if (!odd.isEmpty()) {
            all.put(ODD, concat(g, all, odd));
        }
        return concat(g, all, rows);
    }

    private static Map<String, Value> split(GraphBuilder g, Value flat, Map<String, Shape> shapes) {
        long row = row(shapes);
        Map<String, Value> values = new LinkedHashMap<>();
        List<Value> parts = shapes.size() == 1
                ? List.of(flat)
                : g.split(
                        g.reshape(flat, Shape.of(elements(shapes) / row, row)),
                        0,
                        shapes.values().stream()
                                .map(shape -> shape.elements() / row)
                                .toList());
        shapes.forEach((name, shape) -> values.put(name, g.reshape(parts.get(values.size()), shape)));
        return values;
    }

    private static Value concat(GraphBuilder g, Map<String, Value> values, Map<String, Shape> shapes) {
        long row = row(shapes);
        List<Value> parts = new ArrayList<>();
        shapes.forEach((name, shape) -> parts.add(g.reshape(values.get(name), Shape.of(shape.elements() / row, row))));
        return g.reshape(parts.size() == 1 ? parts.get(0) : g.concat(parts, 0), Shape.of(elements(shapes)));
    }

    /** The longest row that all of {@code shapes} are made of. */
    private static long row(Map<String, Shape> shapes) {
        return shapes.values().stream()
                .map(shape -> BigInteger.valueOf(shape.elements()))
                .reduce(BigInteger.ZERO, BigInteger::gcd)
                .longValue();
    }
}
