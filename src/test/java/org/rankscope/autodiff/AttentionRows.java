package org.rankscope.autodiff;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Rows of attention operators: float operands are varied, others are constants. */
final class AttentionRows {
    private static final Shape QUERY = Shape.of(2, 3, 8);
    private static final Shape KEY = Shape.of(2, 4, 8);
    private static final Shape BY_HEAD = Shape.of(2, 2, 3, 4);

    private AttentionRows() {}

    /** Puts the varied operands and constants of the graph in the operator's order. */
    @FunctionalInterface
    private interface Operands {
        List<Value> of(GraphBuilder g, List<Value> varied);
    }

    static List<GradientRow> rows() {
        List<GradientRow> rows = new ArrayList<>();
        onnx(rows);
        multiHead(rows);
        microsoft(rows);
        groupQuery(rows);
        return rows;
    }

    private static void onnx(List<GradientRow> rows) {
        Map<String, Attribute> heads = Map.of("q_num_heads", integer(2), "kv_num_heads", integer(2));
        Map<String, Attribute> shared = Map.of("q_num_heads", integer(4), "kv_num_heads", integer(2));
        onnx(rows, heads, 1, (g, x) -> x, QUERY, KEY, Shape.of(2, 4, 6));
        onnx(rows, with(heads, "is_causal", integer(1)), 1, (g, x) -> x, QUERY, QUERY, QUERY);
        onnx(rows, with(heads, "scale", real(0.8f)), 1, (g, x) -> x, QUERY, KEY, KEY);
        onnx(rows, with(heads, "softcap", real(0.7f)), 1, (g, x) -> x, QUERY, KEY, KEY);
        onnx(rows, shared, 1, (g, x) -> x, QUERY, Shape.of(2, 4, 4), Shape.of(2, 4, 4));
        onnx(rows, Map.of(), 1, (g, x) -> x, BY_HEAD, BY_HEAD, BY_HEAD);
        onnx(rows, Map.of("is_causal", integer(1)), 1, (g, x) -> x, BY_HEAD, BY_HEAD, BY_HEAD);
        onnx(rows, Map.of(), 3, (g, x) -> x, BY_HEAD, BY_HEAD, BY_HEAD);
        onnx(rows, Map.of(), 3, (g, x) -> List.of(x.get(0), x.get(1), x.get(1)), BY_HEAD, BY_HEAD);
        onnx(rows, Map.of(), 1, (g, x) -> x, Shape.of(2, 4, 3, 2), Shape.of(2, 2, 3, 2), Shape.of(2, 2, 3, 5));
        onnx(rows, Map.of(), 1, (g, x) -> x, Shape.of(1, 4, 2, 2), Shape.of(1, 1, 3, 2), Shape.of(1, 1, 3, 2));
        Operands seen = (g, x) -> and(x, bools(g, Shape.of(3, 4), 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1));
        onnx(rows, heads, 1, seen, QUERY, KEY, KEY);
        onnx(rows, with(heads, "softcap", real(0.7f)), 1, seen, QUERY, KEY, KEY);
        Operands blind = (g, x) -> and(x, bools(g, Shape.of(3, 3), 0, 0, 0, 1, 1, 0, 1, 1, 1));
        onnx(rows, Map.of(), 1, blind, BY_HEAD, BY_HEAD, BY_HEAD);
        onnx(rows, with(heads, "is_causal", integer(1)), 1, blind, QUERY, QUERY, QUERY);
        float hidden = Float.NEGATIVE_INFINITY;
        Operands infinite = (g, x) -> and(
                x,
                g.constant(Tensor.ofFloats(Shape.of(3, 3), hidden, hidden, hidden, 0, hidden, hidden, 0, 0, hidden)));
        onnx(rows, Map.of(), 1, infinite, BY_HEAD, BY_HEAD, BY_HEAD);
        onnx(rows, with(heads, "is_causal", integer(1)), 1, infinite, QUERY, QUERY, QUERY);
        for (Shape mask : List.of(Shape.of(3, 4), Shape.of(2, 3, 4), Shape.of(2, 1, 3, 4), Shape.of(2, 2, 3, 4))) {
            onnx(rows, heads, 1, (g, x) -> x, QUERY, KEY, KEY, mask);
        }
        onnx(rows, with(heads, "softcap", real(0.7f)), 1, (g, x) -> x, QUERY, KEY, KEY, Shape.of(3, 4));
        onnx(rows, with(heads, "is_causal", integer(1)), 1, (g, x) -> x, QUERY, QUERY, QUERY, Shape.of(3, 3));
        Operands past = (g, x) -> List.of(x.get(0), x.get(1), x.get(2), Value.ABSENT, x.get(3), x.get(4));
        Shape earlier = Shape.of(2, 2, 2, 4);
        onnx(rows, heads, 3, past, QUERY, QUERY, QUERY, earlier, earlier);
        onnx(rows, with(heads, "is_causal", integer(1)), 3, past, QUERY, QUERY, QUERY, earlier, earlier);
        onnx(rows, Map.of("is_causal", integer(1)), 3, past, BY_HEAD, BY_HEAD, BY_HEAD, earlier, earlier);
        Operands lengths = (g, x) -> List.of(
                x.get(0),
                x.get(1),
                x.get(2),
                Value.ABSENT,
                Value.ABSENT,
                Value.ABSENT,
                GradientCheck.indices(g, Shape.of(2), 4, 2));
        onnx(rows, heads, 1, opset24(lengths), QUERY, KEY, KEY);
        onnx(rows, with(heads, "is_causal", integer(1)), 1, opset24(lengths), QUERY, KEY, KEY);
        for (int mode = 0; mode < 4; mode++) {
            Map<String, Attribute> shown =
                    with(with(heads, "qk_matmul_output_mode", integer(mode)), "softcap", real(0.7f));
            onnx(rows, shown, 4, (g, x) -> x, QUERY, KEY, KEY, Shape.of(3, 4));
        }
    }

    private static Operands opset24(Operands operands) {
        return (g, x) -> {
            g.raiseOpset(24);
            return operands.of(g, x);
        };
    }

    private static void multiHead(List<GradientRow> rows) {
        Map<String, Attribute> heads = Map.of("num_heads", integer(2));
        Op op = Op.MULTI_HEAD_ATTENTION;
        row(rows, op, heads, 1, (g, x) -> x, QUERY, KEY, Shape.of(2, 4, 6));
        row(rows, op, with(heads, "scale", real(0.8f)), 1, (g, x) -> x, QUERY, KEY, KEY);
        row(rows, op, heads, 1, (g, x) -> x, QUERY, KEY, KEY, Shape.of(24));
        row(rows, op, heads, 1, (g, x) -> x, Shape.of(2, 1, 8), KEY, KEY, Shape.of(24));
        row(rows, op, with(heads, "unidirectional", integer(1)), 1, (g, x) -> x, QUERY, QUERY, QUERY);
        row(rows, op, heads, 1, (g, x) -> x, QUERY, Shape.of(2, 2, 4, 4), Shape.of(2, 2, 4, 4));
        Operands padded = (g, x) ->
                List.of(x.get(0), x.get(1), x.get(2), Value.ABSENT, ints(g, Shape.of(2, 4), 0, 1, 1, 1, 1, 1, 1, 0));
        row(rows, op, heads, 1, padded, QUERY, KEY, KEY);
        row(rows, op, with(heads, "mask_filter_value", real(-1.5f)), 1, padded, QUERY, KEY, KEY);
        Operands leftPadded = (g, x) ->
                List.of(x.get(0), x.get(1), x.get(2), Value.ABSENT, ints(g, Shape.of(2, 3), 0, 0, 1, 1, 1, 1));
        Map<String, Attribute> oneWay = with(heads, "unidirectional", integer(1));
        row(rows, op, with(oneWay, "mask_filter_value", real(-20)), 1, leftPadded, QUERY, QUERY, QUERY);
        Operands ends = (g, x) -> List.of(x.get(0), x.get(1), x.get(2), Value.ABSENT, ints(g, Shape.of(2), 4, 2));
        row(rows, op, heads, 1, ends, QUERY, KEY, KEY);
        Operands byQuery = (g, x) -> List.of(
                x.get(0),
                x.get(1),
                x.get(2),
                Value.ABSENT,
                ints(g, Shape.of(1, 3, 4), 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1));
        row(rows, op, heads, 1, byQuery, Shape.of(1, 3, 8), Shape.of(1, 4, 8), Shape.of(1, 4, 8));
        Operands biased = (g, x) -> List.of(x.get(0), x.get(1), x.get(2), Value.ABSENT, Value.ABSENT, x.get(3));
        for (Shape bias : List.of(Shape.of(2, 2, 3, 4), Shape.of(1, 2, 3, 4), Shape.of(2, 1, 3, 4))) {
            row(rows, op, heads, 1, biased, QUERY, KEY, KEY, bias);
        }
        Operands past = (g, x) ->
                List.of(x.get(0), x.get(1), x.get(2), Value.ABSENT, Value.ABSENT, Value.ABSENT, x.get(3), x.get(4));
        Shape earlier = Shape.of(2, 2, 2, 4);
        row(rows, op, heads, 3, past, QUERY, QUERY, QUERY, earlier, earlier);
        row(rows, op, with(heads, "unidirectional", integer(1)), 3, past, QUERY, QUERY, QUERY, earlier, earlier);
    }

    private static void microsoft(List<GradientRow> rows) {
        Map<String, Attribute> heads = Map.of("num_heads", integer(2));
        Map<String, Attribute> oneWay = with(heads, "unidirectional", integer(1));
        Op op = Op.MICROSOFT_ATTENTION;
        Shape x = Shape.of(2, 3, 4);
        Shape weights = Shape.of(4, 12);
        row(rows, op, oneWay, 1, (g, in) -> in, x, weights, Shape.of(12));
        row(rows, op, with(heads, "scale", real(0.9f)), 1, (g, in) -> in, x, weights, Shape.of(12));
        Map<String, Attribute> sizes = with(heads, "qkv_hidden_sizes", new Attribute.Ints(List.of(4L, 4L, 6L)));
        row(rows, op, sizes, 1, (g, in) -> in, x, Shape.of(4, 14), Shape.of(14));
        for (Map<String, Attribute> attributes : List.of(heads, oneWay)) {
            row(rows, op, attributes, 1, (g, in) -> and(in, ints(g, Shape.of(2), 3, 2)), x, weights, Shape.of(12));
            row(
                    rows,
                    op,
                    attributes,
                    1,
                    (g, in) -> and(in, ints(g, Shape.of(4), 3, 2, 1, 0)),
                    x,
                    weights,
                    Shape.of(12));
            Operands raw = (g, in) -> and(in, ints(g, Shape.of(2, 3), 0, 1, 1, 1, 1, 0));
            row(rows, op, attributes, 1, raw, x, weights, Shape.of(12));
            Operands byQuery = (g, in) ->
                    and(in, ints(g, Shape.of(2, 3, 3), 1, 0, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
            row(rows, op, attributes, 1, byQuery, x, weights, Shape.of(12));
            Operands past = (g, in) -> List.of(in.get(0), in.get(1), in.get(2), Value.ABSENT, in.get(3));
            row(rows, op, attributes, 2, past, x, weights, Shape.of(12), Shape.of(2, 2, 2, 2, 2));
        }
        Operands biased = (g, in) -> List.of(in.get(0), in.get(1), in.get(2), Value.ABSENT, Value.ABSENT, in.get(3));
        row(rows, op, heads, 1, biased, x, weights, Shape.of(12), Shape.of(2, 2, 3, 3));
        row(rows, op, oneWay, 1, biased, x, weights, Shape.of(12), Shape.of(1, 2, 3, 3));
    }

    private static void groupQuery(List<GradientRow> rows) {
        Map<String, Attribute> heads = Map.of("num_heads", integer(4), "kv_num_heads", integer(2));
        Shape query = Shape.of(2, 3, 32);
        Shape kv = Shape.of(2, 3, 16);
        groupQuery(rows, heads, x -> x, query, kv, kv);
        groupQuery(rows, with(heads, "scale", real(0.9f)), x -> x, query, kv, kv);
        groupQuery(rows, with(heads, "softcap", real(0.7f)), x -> x, query, kv, kv);
        groupQuery(rows, with(heads, "local_window_size", integer(2)), x -> x, query, kv, kv);
        groupQuery(rows, with(heads, "smooth_softmax", integer(1)), x -> x, query, kv, kv);
        groupQuery(rows, heads, x -> List.of(x.get(0), Value.ABSENT, Value.ABSENT), Shape.of(2, 3, 64));
        UnaryOperator<List<Value>> biased = x -> {
            List<Value> all = new ArrayList<>(x.subList(0, 3));
            all.addAll(List.of(Value.ABSENT, Value.ABSENT, Value.ABSENT, x.get(3)));
            return all;
        };
        groupQuery(rows, heads, biased, query, kv, kv, Shape.of(2, 4, 3, 3));
        groupQuery(rows, with(heads, "softcap", real(0.7f)), biased, query, kv, kv, Shape.of(1, 1, 3, 3));
        UnaryOperator<List<Value>> sinks = x -> {
            List<Value> all = new ArrayList<>(x.subList(0, 3));
            all.addAll(List.of(Value.ABSENT, Value.ABSENT, Value.ABSENT, Value.ABSENT, x.get(3)));
            return all;
        };
        groupQuery(rows, heads, sinks, query, kv, kv, Shape.of(4));
        Map<String, Attribute> rotary =
                with(Map.of("num_heads", integer(2), "kv_num_heads", integer(1)), "do_rotary", integer(1));
        Shape table = Shape.of(5, 8);
        groupQuery(rows, rotary, x -> x, query, kv, kv, table, table);
        groupQuery(rows, with(rotary, "rotary_interleaved", integer(1)), x -> x, query, kv, kv, table, table);
        groupQuery(
                rows,
                rotary,
                x -> List.of(x.get(0), Value.ABSENT, Value.ABSENT, x.get(1), x.get(2)),
                Shape.of(2, 3, 64),
                table,
                table);
        groupQuery(rows, rotary, x -> x, Shape.of(2, 3, 64), query, query, table, table);
    }

    /** Query, key, value, then cos, sin, positions, bias and sinks as {@code order} gives them; no past, all tokens count. */
    private static void groupQuery(
            List<GradientRow> rows,
            Map<String, Attribute> attributes,
            UnaryOperator<List<Value>> order,
            Shape... shapes) {
        Operands operands = (g, x) -> {
            List<Value> given = order.apply(x);
            List<Value> all = new ArrayList<>(given.subList(0, 3));
            all.addAll(List.of(Value.ABSENT, Value.ABSENT, ints(g, Shape.of(2), 2, 2), ints(g, Shape.SCALAR, 3)));
            all.addAll(given.subList(3, given.size()));
            return all;
        };
        row(rows, Op.GROUP_QUERY_ATTENTION, attributes, 3, operands, shapes);
    }

    private static void onnx(
            List<GradientRow> rows,
            Map<String, Attribute> attributes,
            int outputs,
            Operands operands,
            Shape... shapes) {
        row(rows, Op.ATTENTION, attributes, outputs, operands, shapes);
    }

    private static void row(
            List<GradientRow> rows,
            Op op,
            Map<String, Attribute> attributes,
            int outputs,
            Operands operands,
            Shape... shapes) {
        rows.add(new GradientRow(
                op,
                outputs + " of " + attributes,
                List.of(shapes),
                -1,
                1,
                (g, x) -> GradientCheck.apply(g, op, operands.of(g, x), attributes, outputs)));
    }

    private static List<Value> and(List<Value> varied, Value constant) {
        List<Value> all = new ArrayList<>(varied);
        all.add(constant);
        return all;
    }

    private static Map<String, Attribute> with(Map<String, Attribute> attributes, String key, Attribute value) {
        Map<String, Attribute> more = new HashMap<>(attributes);
        more.put(key, value);
        return more;
    }

    private static Attribute integer(long value) {
        return new Attribute.Int(value);
    }

    private static Attribute real(float value) {
        return new Attribute.Float(value);
    }

    private static Value ints(GraphBuilder g, Shape shape, int... values) {
        ByteBuffer data = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asIntBuffer().put(values);
        return g.constant(new Tensor(DType.INT32, shape, data));
    }

    private static Value bools(GraphBuilder g, Shape shape, int... values) {
        ByteBuffer data = ByteBuffer.allocateDirect(values.length);
        for (int i = 0; i < values.length; i++) {
            data.put(i, (byte) values[i]);
        }
        return g.constant(new Tensor(DType.BOOL, shape, data));
    }
}
