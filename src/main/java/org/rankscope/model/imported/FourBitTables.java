package org.rankscope.model.imported;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.onnx.RawGraph;
import org.rankscope.onnx.RawNode;
import org.rankscope.onnx.StoredTensor;

/**
 * Brings tables of four-bit numbers to the form of com.microsoft GatherBlockQuantized that has two of them in a byte, from 0
 * to 15: tensors of four bits can't be handed to the runtime. Numbers with a sign are raised by 8, and so are their zero
 * points, which changes no difference; one that is left out is 0 in the one form and 8 in the other.
 */
final class FourBitTables {
    private static final int CODES = 0;
    private static final int SCALES = 2;
    private static final int ZERO_POINTS = 3;
    private static final int MIDDLE = 8;

    private final Map<String, StoredTensor> initializers;

    private FourBitTables(Map<String, StoredTensor> initializers) {
        this.initializers = new LinkedHashMap<>(initializers);
    }

    /** {@code graph} without numbers of four bits in tables; the same where there are none. */
    static RawGraph inBytes(RawGraph graph) {
        FourBitTables tables = new FourBitTables(graph.initializers());
        List<RawNode> nodes = graph.nodes().stream().map(tables::inBytes).toList();
        return new RawGraph(graph.name(), graph.inputs(), graph.outputs(), tables.initializers, nodes);
    }

    private RawNode inBytes(RawNode node) {
        boolean table = node.domain().equals("com.microsoft") && node.op().equals("GatherBlockQuantized");
        StoredTensor codes = initializers.get(node.input(CODES));
        StoredTensor zeroPoints = initializers.get(node.input(ZERO_POINTS));
        boolean whole = zeroPoints != null || node.input(ZERO_POINTS).isEmpty();
        if (!table
                || codes == null
                || codes.dtype() != DType.INT8
                || !whole
                || codes.shape().rank() != 2
                || codes.shape().dim(1) % 2 != 0) {
            return node;
        }
        List<String> inputs = new ArrayList<>(node.inputs());
        // Without a sign none is below 0; where none is above 7 either, both ways to read them are the same.
        boolean signed = !isBeyond(codes) && (zeroPoints == null || !isBeyond(zeroPoints));
        inputs.set(CODES, packed(node.input(CODES), codes, signed));
        if (zeroPoints != null) {
            inputs.set(ZERO_POINTS, packed(node.input(ZERO_POINTS), zeroPoints, signed));
        } else if (!signed) {
            StoredTensor scales = initializers.get(node.input(SCALES));
            if (scales == null) {
                return node;
            }
            inputs.add(packed(node.input(CODES) + "_zero", zeros(scales.shape()), false));
        }
        Map<String, Attribute> attributes = new HashMap<>(node.attributes());
        attributes.put("bits", new Attribute.Int(4));
        return node.with(inputs, attributes);
    }

    private static boolean isBeyond(StoredTensor numbers) {
        ByteBuffer bytes = numbers.tensor().data();
        for (int i = 0; i < bytes.limit(); i++) {
            if (bytes.get(i) >= MIDDLE) {
                return true;
            }
        }
        return false;
    }

    private static StoredTensor zeros(Shape shape) {
        return new StoredTensor(DType.INT8, shape, () -> Tensor.zeros(DType.INT8, shape));
    }

    /** The name of the numbers of {@code name}, two to a byte in each row. */
    private String packed(String name, StoredTensor numbers, boolean signed) {
        String packed = name + "_bytes";
        long columns = numbers.shape().dim(-1);
        Shape shape = numbers.shape().with(-1, (columns + 1) / 2);
        initializers.put(
                packed,
                new StoredTensor(
                        DType.UINT8, shape, () -> packed(numbers.tensor().data(), (int) columns, shape, signed)));
        return packed;
    }

    private static Tensor packed(ByteBuffer numbers, int columns, Shape shape, boolean signed) {
        Tensor pairs = Tensor.zeros(DType.UINT8, shape);
        int width = (columns + 1) / 2;
        for (int i = 0; i < numbers.limit(); i++) {
            int place = i / columns * width + i % columns / 2;
            int code = numbers.get(i) + (signed ? MIDDLE : 0);
            pairs.data().put(place, (byte) (pairs.data().get(place) | code << (i % columns % 2 == 0 ? 0 : 4)));
        }
        return pairs;
    }
}
