package org.rankscope.model.imported;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.onnx.RawNode;

/**
 * Rotary position embedding whose tables all rows of a batch share. ONNX RotaryEmbedding-23 says that tables [1, seq,
 * headDim / 2] are repeated for each row, but ONNX Runtime refuses them for more rows than one; its own operator takes
 * them as [seq, headDim / 2] with the position that they start at.
 */
final class Rotary {
    private static final int POSITIONS = 3;
    private static final int TABLE_AXES = 3;
    private static final int HEADS_APART = 4;

    private Rotary() {}

    /** Whether {@code node} is one with tables for one row. */
    static boolean isShared(RawNode node, Trace trace) {
        if (!node.is("RotaryEmbedding") || !node.input(POSITIONS).isEmpty()) {
            return false;
        }
        Shape cos = trace.values().get(node.input(1)).shape();
        return cos.rank() == TABLE_AXES && cos.dim(0) == 1;
    }

    static Value shared(GraphBuilder g, RawNode node, Value x, Function<String, Value> operand, String label) {
        Value cos = operand.apply(node.input(1));
        Value sin = operand.apply(node.input(2));
        Map<String, Attribute> attributes = new HashMap<>(node.attributes());
        boolean partly = attributes.get("rotary_embedding_dim") instanceof Attribute.Int dim && dim.value() > 0;
        if (!partly) {
            // Only needed to tell how much of a head is turned, and the tables say that it is all of it.
            attributes.remove("rotary_embedding_dim");
            attributes.remove("num_heads");
        } else if (x.shape().rank() == HEADS_APART) {
            attributes.put("num_heads", new Attribute.Int(x.shape().dim(1)));
        }
        return g.add(
                        Op.MICROSOFT_ROTARY_EMBEDDING,
                        List.of(
                                x,
                                g.constant(List.of(0L)),
                                g.reshape(cos, cos.shape().inner()),
                                g.reshape(sin, sin.shape().inner())),
                        attributes,
                        List.of(new Value(label, x.dtype(), x.shape())))
                .output();
    }
}
