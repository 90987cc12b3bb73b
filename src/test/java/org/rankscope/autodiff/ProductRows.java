package org.rankscope.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/** Rows of matrix products. */
final class ProductRows {
    private ProductRows() {}

    static List<GradientRow> rows() {
        List<GradientRow> rows = new ArrayList<>();
        matMul(rows);
        fusedMatMul(rows);
        gemm(rows);
        einsum(rows);
        rotary(rows);
        rows.addAll(AttentionRows.rows());
        rows.addAll(QuantisedRows.rows());
        return rows;
    }

    private static void matMul(List<GradientRow> rows) {
        List<List<Shape>> shapes = List.of(
                List.of(Shape.of(2, 3), Shape.of(3, 4)),
                List.of(Shape.of(2, 2, 3), Shape.of(3, 4)),
                List.of(Shape.of(2, 1, 2, 3), Shape.of(3, 2)),
                List.of(Shape.of(2, 2, 3), Shape.of(2, 3, 4)),
                List.of(Shape.of(2, 2, 3), Shape.of(1, 3, 4)),
                List.of(Shape.of(2, 1, 2, 3), Shape.of(3, 3, 2)),
                List.of(Shape.of(2, 3), Shape.of(2, 3, 2)),
                List.of(Shape.of(1, 2, 3), Shape.of(2, 3, 2)),
                List.of(Shape.of(2, 3), Shape.of(1, 3, 2)),
                List.of(Shape.of(3), Shape.of(3)),
                List.of(Shape.of(3), Shape.of(3, 2)),
                List.of(Shape.of(2, 3), Shape.of(3)),
                List.of(Shape.of(2, 2, 3), Shape.of(3)),
                List.of(Shape.of(3), Shape.of(2, 3, 2)),
                List.of(Shape.of(2, 1), Shape.of(1, 3)));
        shapes.forEach(pair -> rows.add(GradientRow.of(Op.MAT_MUL, Map.of(), -1, 1, pair.get(0), pair.get(1))));
        rows.add(new GradientRow(
                Op.MAT_MUL,
                "with itself",
                List.of(Shape.of(3, 3)),
                -1,
                1,
                (g, x) -> GradientCheck.apply(g, Op.MAT_MUL, List.of(x.get(0), x.get(0)), Map.of(), 1)));
    }

    private static void fusedMatMul(List<GradientRow> rows) {
        for (boolean transA : new boolean[] {false, true}) {
            for (boolean transB : new boolean[] {false, true}) {
                Shape a = transA ? Shape.of(3, 2) : Shape.of(2, 3);
                Shape b = transB ? Shape.of(4, 3) : Shape.of(3, 4);
                Map<String, Attribute> attributes =
                        Map.of("transA", flag(transA), "transB", flag(transB), "alpha", new Attribute.Float(0.5f));
                rows.add(GradientRow.of(Op.FUSED_MAT_MUL, attributes, -1, 1, a, b));
                rows.add(GradientRow.of(Op.FUSED_MAT_MUL, attributes, -1, 1, a.prepend(2), b));
                rows.add(GradientRow.of(Op.FUSED_MAT_MUL, attributes, -1, 1, a, b.prepend(2)));
                rows.add(GradientRow.of(
                        Op.FUSED_MAT_MUL, attributes, -1, 1, a.prepend(1).prepend(2), b.prepend(3)));
                Map<String, Attribute> batchA = new HashMap<>(attributes);
                batchA.put("transBatchA", flag(true));
                Shape movedA = Shape.of(a.dim(0), 2, a.dim(1));
                rows.add(GradientRow.of(Op.FUSED_MAT_MUL, batchA, -1, 1, movedA, b.prepend(2)));
                Map<String, Attribute> batchB = new HashMap<>(attributes);
                batchB.put("transBatchB", flag(true));
                Shape movedB = Shape.of(b.dim(0), 2, 3, b.dim(1));
                rows.add(GradientRow.of(
                        Op.FUSED_MAT_MUL, batchB, -1, 1, a.prepend(3).prepend(2), movedB));
            }
        }
        rows.add(GradientRow.of(Op.FUSED_MAT_MUL, Map.of(), -1, 1, Shape.of(3), Shape.of(3, 2)));
        rows.add(GradientRow.of(Op.FUSED_MAT_MUL, Map.of("transB", flag(true)), -1, 1, Shape.of(3), Shape.of(2, 3)));
    }

    private static void gemm(List<GradientRow> rows) {
        Map<String, Attribute> scaled =
                Map.of("alpha", new Attribute.Float(0.7f), "beta", new Attribute.Float(-1.5f), "transB", flag(true));
        for (Shape c : List.of(Shape.of(2, 4), Shape.of(4), Shape.of(2, 1), Shape.of(1, 4), Shape.SCALAR)) {
            rows.add(GradientRow.of(Op.GEMM, scaled, -1, 1, Shape.of(2, 3), Shape.of(4, 3), c));
        }
        rows.add(GradientRow.of(Op.GEMM, Map.of(), -1, 1, Shape.of(2, 3), Shape.of(3, 4)));
        rows.add(GradientRow.of(Op.GEMM, Map.of(), -1, 1, Shape.of(2, 3), Shape.of(3, 4), Shape.of(4)));
        Map<String, Map<String, Attribute>> activations = Map.of(
                "Sigmoid", Map.of(),
                "Tanh", Map.of(),
                "Softplus", Map.of(),
                "Softsign", Map.of(),
                "ThresholdedRelu", Map.of("activation_alpha", new Attribute.Float(-5)),
                "LeakyRelu", Map.of("activation_alpha", new Attribute.Float(0.2f)),
                "Elu", Map.of("activation_alpha", new Attribute.Float(0.5f)),
                "HardSigmoid",
                        Map.of(
                                "activation_alpha", new Attribute.Float(0.1f),
                                "activation_beta", new Attribute.Float(0.4f)));
        activations.forEach((name, numbers) -> {
            Map<String, Attribute> attributes = new HashMap<>(scaled);
            attributes.putAll(numbers);
            attributes.put("activation", new Attribute.Text(name));
            rows.add(GradientRow.of(Op.FUSED_GEMM, attributes, 0.5, 1, Shape.of(2, 3), Shape.of(4, 3), Shape.of(4)));
        });
        rows.add(GradientRow.of(
                Op.FUSED_GEMM,
                Map.of("activation", new Attribute.Text("Relu")),
                0.5,
                1,
                Shape.of(2, 3),
                Shape.of(3, 4)));
    }

    private static void einsum(List<GradientRow> rows) {
        einsum(rows, "ij,jk->ik", Shape.of(2, 3), Shape.of(3, 4));
        einsum(rows, "bij,bjk", Shape.of(2, 3, 2), Shape.of(2, 2, 3));
        einsum(rows, "bA,bA", Shape.of(2, 3), Shape.of(2, 3));
        einsum(rows, "ba", Shape.of(2, 3));
        einsum(rows, "bhqd,bhkd->bhqk", Shape.of(2, 2, 3, 2), Shape.of(2, 2, 2, 2));
        einsum(rows, "bqhd,bkhd->bhqk", Shape.of(2, 3, 2, 2), Shape.of(2, 2, 2, 2));
        einsum(rows, "ij->", Shape.of(2, 3));
        einsum(rows, "ij->i", Shape.of(2, 3));
        einsum(rows, "i,j->ij", Shape.of(2), Shape.of(3));
        einsum(rows, "i,i->", Shape.of(3), Shape.of(3));
        einsum(rows, "ij,k->i", Shape.of(2, 3), Shape.of(2));
        einsum(rows, "ij,jk,kl->il", Shape.of(2, 3), Shape.of(3, 2), Shape.of(2, 4));
        einsum(rows, "ij,ij,ij->i", Shape.of(2, 3), Shape.of(2, 3), Shape.of(2, 3));
        einsum(rows, "...ij,...jk->...ik", Shape.of(2, 2, 3), Shape.of(2, 3, 2));
        einsum(rows, "...ij,...jk->...ik", Shape.of(2, 1, 2, 3), Shape.of(1, 3, 3, 2));
        einsum(rows, "...ij,jk->...ik", Shape.of(2, 2, 3), Shape.of(3, 2));
        einsum(rows, "i...,i...->...", Shape.of(2, 3), Shape.of(2, 3));
        einsum(rows, "...i,...i", Shape.of(2, 3), Shape.of(2, 3));
        einsum(rows, "ij,ij->ij", Shape.of(1, 3), Shape.of(2, 3));
        einsum(rows, "ij,ij->i", Shape.of(2, 3), Shape.of(2, 1));
        einsum(rows, "ii->i", Shape.of(3, 3));
        einsum(rows, "ii->", Shape.of(3, 3));
        einsum(rows, "ii,ij->j", Shape.of(3, 3), Shape.of(3, 2));
        einsum(rows, "iij,j->i", Shape.of(2, 2, 3), Shape.of(3));
    }

    private static void einsum(List<GradientRow> rows, String equation, Shape... shapes) {
        rows.add(GradientRow.of(Op.EINSUM, Map.of("equation", new Attribute.Text(equation)), -1, 1, shapes));
    }

    private static void rotary(List<GradientRow> rows) {
        for (boolean interleaved : new boolean[] {false, true}) {
            Attribute order = flag(interleaved);
            Map<String, Attribute> whole = Map.of("interleaved", order);
            Map<String, Attribute> heads = Map.of("interleaved", order, "num_heads", new Attribute.Int(2));
            Map<String, Attribute> part = Map.of(
                    "interleaved",
                    order,
                    "num_heads",
                    new Attribute.Int(2),
                    "rotary_embedding_dim",
                    new Attribute.Int(4));
            Shape flat = Shape.of(2, 3, 8);
            Shape split = Shape.of(2, 2, 3, 4);
            Shape table = Shape.of(5, 2);
            microsoftRotary(rows, whole, flat, table, Shape.of(1), 1);
            microsoftRotary(rows, heads, flat, table, Shape.of(2, 3), 0, 1, 2, 1, 4, 4);
            microsoftRotary(rows, whole, split, table, Shape.of(2, 3), 0, 1, 2, 1, 4, 4);
            microsoftRotary(rows, part, Shape.of(2, 3, 12), table, Shape.of(1), 2);
            onnxRotary(rows, heads, flat, table, Shape.of(2, 3), 0, 1, 2, 1, 4, 4);
            onnxRotary(rows, whole, split, table, Shape.of(2, 3), 0, 1, 2, 1, 4, 4);
            onnxRotary(rows, part, Shape.of(2, 2, 3, 6), table, Shape.of(2, 3), 0, 1, 2, 1, 4, 4);
            onnxRotary(rows, heads, flat, Shape.of(2, 3, 2), Shape.of(0));
            onnxRotary(rows, part, Shape.of(2, 3, 12), Shape.of(2, 3, 2), Shape.of(0));
        }
    }

    private static void microsoftRotary(
            List<GradientRow> rows,
            Map<String, Attribute> attributes,
            Shape x,
            Shape table,
            Shape positions,
            long... at) {
        rows.add(new GradientRow(
                Op.MICROSOFT_ROTARY_EMBEDDING, "" + attributes, List.of(x, table, table), -1, 1, (g, in) -> {
                    Value given = GradientCheck.indices(g, positions, at);
                    List<Value> operands = List.of(in.get(0), given, in.get(1), in.get(2));
                    return GradientCheck.apply(g, Op.MICROSOFT_ROTARY_EMBEDDING, operands, attributes, 1);
                }));
    }

    private static void onnxRotary(
            List<GradientRow> rows,
            Map<String, Attribute> attributes,
            Shape x,
            Shape table,
            Shape positions,
            long... at) {
        rows.add(new GradientRow(Op.ROTARY_EMBEDDING, "" + attributes, List.of(x, table, table), -1, 1, (g, in) -> {
            List<Value> operands = new ArrayList<>(in);
            if (at.length > 0) {
                operands.add(GradientCheck.indices(g, positions, at));
            }
            return GradientCheck.apply(g, Op.ROTARY_EMBEDDING, operands, attributes, 1);
        }));
    }

    private static Attribute flag(boolean on) {
        return new Attribute.Int(on ? 1 : 0);
    }
}
