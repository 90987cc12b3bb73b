package org.rankscope.autodiff;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Rows of products with, and numbers from, weights that are held as codes. */
final class QuantisedRows {
    private static final int BLOCK = 16;

    private QuantisedRows() {}

    static List<GradientRow> rows() {
        List<GradientRow> rows = new ArrayList<>();
        for (int bits : new int[] {4, 8}) {
            nBits(rows, bits, 2 * BLOCK, false, false);
            nBits(rows, bits, 2 * BLOCK, true, false);
            nBits(rows, bits, 3 * BLOCK, true, true);
        }
        nBits(rows, 4, 24, true, false);
        for (int type = 0; type < 2; type++) {
            bnb4(rows, type, Shape.of(2, BLOCK));
            bnb4(rows, type, Shape.of(2, 3, 2 * BLOCK));
        }
        dequantize(rows, DType.INT8, Map.of(), Shape.SCALAR);
        dequantize(rows, DType.UINT8, Map.of(), Shape.of(4));
        dequantize(rows, DType.INT8, Map.of("axis", new Attribute.Int(0)), Shape.of(3));
        dequantize(rows, DType.UINT8, Map.of("axis", new Attribute.Int(-1)), Shape.of(4));
        Map<String, Attribute> blocks = Map.of("axis", new Attribute.Int(1), "block_size", new Attribute.Int(2));
        dequantize(rows, DType.INT8, blocks, Shape.of(3, 2));
        Map<String, Attribute> rowBlocks = Map.of("axis", new Attribute.Int(0), "block_size", new Attribute.Int(3));
        dequantize(rows, DType.UINT8, rowBlocks, Shape.of(1, 4));
        return rows;
    }

    private static void nBits(List<GradientRow> rows, int bits, long k, boolean zeroPoints, boolean bias) {
        long n = 3;
        long blocks = (k + BLOCK - 1) / BLOCK;
        Map<String, Attribute> attributes = Map.of(
                "K", new Attribute.Int(k),
                "N", new Attribute.Int(n),
                "bits", new Attribute.Int(bits),
                "block_size", new Attribute.Int(BLOCK));
        List<Shape> shapes = new ArrayList<>(List.of(Shape.of(2, 2, k), Shape.of(n, blocks)));
        if (bias) {
            shapes.add(Shape.of(n));
        }
        rows.add(new GradientRow(
                Op.MAT_MUL_NBITS,
                bits + " bits, zero points " + zeroPoints,
                shapes,
                -1.0 / (1 << bits),
                1.0 / (1 << bits),
                (g, x) -> {
                    List<Value> operands = new ArrayList<>();
                    operands.add(x.get(0));
                    operands.add(codes(g, DType.UINT8, Shape.of(n, blocks, BLOCK * bits / 8)));
                    operands.add(x.get(1));
                    Shape packed = Shape.of(n, (blocks * bits + 7) / 8);
                    operands.add(zeroPoints ? codes(g, DType.UINT8, packed) : Value.ABSENT);
                    if (bias) {
                        operands.addAll(List.of(Value.ABSENT, x.get(2)));
                    }
                    return GradientCheck.apply(g, Op.MAT_MUL_NBITS, operands, attributes, 1);
                }));
    }

    private static void bnb4(List<GradientRow> rows, int type, Shape x) {
        long k = x.dim(-1);
        long n = 4;
        Map<String, Attribute> attributes = Map.of(
                "K", new Attribute.Int(k),
                "N", new Attribute.Int(n),
                "quant_type", new Attribute.Int(type),
                "block_size", new Attribute.Int(BLOCK));
        List<Shape> shapes = List.of(x, Shape.of(n * k / BLOCK));
        rows.add(new GradientRow(Op.MAT_MUL_BNB4, "type " + type, shapes, -1, 1, (g, in) -> {
            Value packed = codes(g, DType.UINT8, Shape.of(n * k / 2));
            return GradientCheck.apply(g, Op.MAT_MUL_BNB4, List.of(in.get(0), packed, in.get(1)), attributes, 1);
        }));
    }

    private static void dequantize(
            List<GradientRow> rows, DType dtype, Map<String, Attribute> attributes, Shape scale) {
        for (boolean zeroPoint : new boolean[] {false, true}) {
            rows.add(new GradientRow(
                    Op.DEQUANTIZE_LINEAR, dtype + " " + new HashMap<>(attributes), List.of(scale), -1, 1, (g, x) -> {
                        g.raiseOpset(21);
                        List<Value> operands = new ArrayList<>();
                        operands.add(codes(g, dtype, Shape.of(3, 4)));
                        operands.add(x.get(0));
                        if (zeroPoint) {
                            operands.add(codes(g, dtype, scale));
                        }
                        return GradientCheck.apply(g, Op.DEQUANTIZE_LINEAR, operands, attributes, 1);
                    }));
        }
    }

    private static Value codes(GraphBuilder g, DType dtype, Shape shape) {
        ByteBuffer data = ByteBuffer.allocateDirect((int) shape.elements());
        SplittableRandom random = new SplittableRandom(GradientCheck.SEED);
        while (data.hasRemaining()) {
            data.put((byte) random.nextInt());
        }
        return g.constant(new Tensor(dtype, shape, data.flip()));
    }
}
