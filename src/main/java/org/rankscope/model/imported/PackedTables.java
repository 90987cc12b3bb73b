package org.rankscope.model.imported;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.onnx.RawNode;
import org.rankscope.onnx.StoredTensor;

/** Tables [vocabulary, hidden] that are held as codes: com.microsoft GatherBlockQuantized of whole rows. */
final class PackedTables {
    private static final List<String> ENDS = List.of(".codes", "", ".scales", ".zero_points");

    private final GraphIndex index;

    PackedTables(GraphIndex index) {
        this.index = index;
    }

    /** Whether {@code node} looks rows up in such a table that the file holds. */
    boolean isTable(RawNode node) {
        return node.domain().equals("com.microsoft")
                && node.op().equals("GatherBlockQuantized")
                && isMatrix(node.input(0), DType.UINT8)
                && isMatrix(node.input(2), DType.FLOAT)
                && node.intAttribute("gather_axis", 0) == 0
                && node.intAttribute("quantize_axis", 1) == 1
                && (node.intAttribute("bits", 4) == 4 || node.intAttribute("bits", 4) == Byte.SIZE)
                && index.isFed(node.input(1));
    }

    private boolean isMatrix(String initializer, DType dtype) {
        StoredTensor tensor = index.graph().initializers().get(initializer);
        return tensor != null && tensor.dtype() == dtype && tensor.shape().rank() == 2;
    }

    /** The table's shape, written out. */
    Shape shape(RawNode picker) {
        Shape codes = index.graph().initializers().get(picker.input(0)).shape();
        return codes.with(1, codes.dim(1) * Byte.SIZE / picker.intAttribute("bits", 4));
    }

    /** The initializers that it is held in, with what their names end in behind the weight's. */
    Map<String, String> parts(RawNode picker) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (int place = 0; place < picker.inputs().size(); place++) {
            if (place != 1 && index.graph().initializers().containsKey(picker.input(place))) {
                parts.put(picker.input(place), ENDS.get(place));
            }
        }
        return parts;
    }
}
