package org.rankscope.autodiff;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Collects rows of operators whose further operands are constants. */
final class RowBuilder {
    /** The operands of an operator from the float inputs of its row. */
    interface Operands extends BiFunction<GraphBuilder, List<Value>, List<Value>> {}

    private final List<GradientRow> rows = new ArrayList<>();
    private double low = -1;
    private double high = 1;

    List<GradientRow> rows() {
        return rows;
    }

    /** Inputs of the rows from here on are in this range. */
    RowBuilder range(double newLow, double newHigh) {
        low = newLow;
        high = newHigh;
        return this;
    }

    RowBuilder add(Op op, String label, List<Shape> shapes, GradientCheck.Build build) {
        rows.add(new GradientRow(op, label, shapes, low, high, build));
        return this;
    }

    /** One result of {@code op} on {@code operands}. */
    RowBuilder add(Op op, Map<String, Attribute> attributes, List<Shape> shapes, Operands operands) {
        return add(
                op,
                attributes + " #" + rows.size(),
                shapes,
                (g, x) -> GradientCheck.apply(g, op, operands.apply(g, x), attributes, 1));
    }

    /** One result of {@code op} on an input and INT64 vectors. */
    RowBuilder add(Op op, Map<String, Attribute> attributes, Shape shape, long[]... vectors) {
        return add(op, attributes, List.of(shape), (g, x) -> Stream.concat(
                        Stream.of(x.get(0)), Stream.of(vectors).map(vector -> longs(g, vector)))
                .toList());
    }

    /** An INT64 vector; an absent operand for {@code null}. */
    static Value longs(GraphBuilder g, long... vector) {
        return vector == null ? Value.ABSENT : GradientCheck.indices(g, Shape.of(vector.length), vector);
    }

    static Value ints(GraphBuilder g, Shape shape, int... numbers) {
        Tensor tensor = Tensor.zeros(DType.INT32, shape);
        tensor.data().asIntBuffer().put(numbers);
        return g.constant(tensor);
    }

    static Value bools(GraphBuilder g, int... flags) {
        byte[] bytes = new byte[flags.length];
        for (int i = 0; i < flags.length; i++) {
            bytes[i] = (byte) flags[i];
        }
        return g.constant(new Tensor(DType.BOOL, Shape.of(flags.length), ByteBuffer.wrap(bytes)));
    }

    static Value floats(GraphBuilder g, Shape shape, float... numbers) {
        return g.constant(Tensor.ofFloats(shape, numbers));
    }

    /** {@code x} with its elements moved at least 0.3 apart, in no order. */
    static Value apart(GraphBuilder g, Value x) {
        int count = (int) x.shape().elements();
        int stride = count % 7 == 0 ? 11 : 7;
        float[] places = new float[count];
        for (int i = 0; i < count; i++) {
            places[i] = (i * stride % count - count / 2) * 0.5f;
        }
        return g.add(x, floats(g, x.shape(), places));
    }

    /** Attributes: whole numbers, texts, floats and lists of numbers by their names. */
    static Map<String, Attribute> attributes(Object... keysAndValues) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            attributes.put((String) keysAndValues[i], attribute(keysAndValues[i + 1]));
        }
        return attributes;
    }

    private static Attribute attribute(Object value) {
        if (value instanceof Integer number) {
            return new Attribute.Int(number);
        }
        if (value instanceof Float number) {
            return new Attribute.Float(number);
        }
        if (value instanceof long[] numbers) {
            return new Attribute.Ints(LongStream.of(numbers).boxed().toList());
        }
        return new Attribute.Text((String) value);
    }

    static long[] list(long... numbers) {
        return numbers;
    }
}
