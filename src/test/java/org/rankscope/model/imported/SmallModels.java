package org.rankscope.model.imported;

import static org.rankscope.onnx.CraftedModel.attribute;
import static org.rankscope.onnx.CraftedModel.floats;
import static org.rankscope.onnx.CraftedModel.ints;
import static org.rankscope.onnx.CraftedModel.longs;
import static org.rankscope.onnx.CraftedModel.randomFloats;

import java.util.List;
import org.rankscope.graph.DType;
import org.rankscope.onnx.CraftedModel;

/** Models of a few nodes. */
final class SmallModels {
    static final int VOCABULARY = 11;
    static final int FEATURES = 6;

    private SmallModels() {}

    /** Token ids [batch, seq] to logits [batch, seq, 5] through an embedding, positions, a mask and a linear layer. */
    static CraftedModel tokens() {
        return new CraftedModel(18)
                .input("input_ids", DType.INT64, -1, -1)
                .input("attention_mask", DType.INT64, -1, -1)
                .output("logits", DType.FLOAT, -1, -1, 5)
                .initializer(randomFloats("net.embed.weight", (long) VOCABULARY, (long) FEATURES))
                .initializer(randomFloats("net.places.weight", 32L, (long) FEATURES))
                .initializer(randomFloats("net.head.weight", 5L, (long) FEATURES))
                .initializer(randomFloats("net.head.bias", 5L))
                .initializer(longs("zero", List.of(), 0))
                .initializer(longs("one", List.of(), 1))
                .initializer(longs("onlyOne", List.of(1L), 1))
                .initializer(longs("two", List.of(1L), 2))
                .initializer(longs("features", List.of(1L), FEATURES))
                .node("embed", "Gather", List.of("net.embed.weight", "input_ids"), List.of("embedded"))
                .node("shape", "Shape", List.of("input_ids"), List.of("sizes"))
                .node("length", "Gather", List.of("sizes", "one"), List.of("seq"))
                .node("range", "Range", List.of("zero", "seq", "one"), List.of("positions"))
                .node("places", "Gather", List.of("net.places.weight", "positions"), List.of("placed"))
                .node("sum", "Add", List.of("embedded", "placed"), List.of("hidden"))
                .node("mask", "Cast", List.of("attention_mask"), List.of("mask"), attribute("to", 1L))
                .node("column", "Unsqueeze", List.of("mask", "two"), List.of("maskColumn"))
                .node("full", "Concat", List.of("sizes", "features"), List.of("fullShape"), attribute("axis", 0L))
                .node("expand", "Expand", List.of("maskColumn", "fullShape"), List.of("wideMask"))
                .node("masked", "Mul", List.of("hidden", "wideMask"), List.of("seen"))
                .node("act", "Tanh", List.of("seen"), List.of("activated"))
                .node("turn", "Transpose", List.of("net.head.weight"), List.of("turned"), ints("perm", 1L, 0L))
                .node("head", "MatMul", List.of("activated", "turned"), List.of("product"))
                .node("bias", "Add", List.of("net.head.bias", "product"), List.of("logits"));
    }

    /** An image [batch, 2, 4, 4] that {@code op} is applied to; the logits are what comes out, flattened. */
    static CraftedModel image(int opset, long classes) {
        return new CraftedModel(opset)
                .input("pixel_values", DType.FLOAT, -1, 2, 4, 4)
                .output("logits", DType.FLOAT, -1, classes)
                .initializer(floats("unused", List.of(1L), 1));
    }
}
