package org.rankscope.model.imported;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.onnx.RawNode;
import org.rankscope.onnx.StoredTensor;

/**
 * Products that read their weight [out, in] as codes of a few bits: com.microsoft MatMulBnb4 and MatMulNBits, in the forms
 * that there are gradients of. What such a weight is held in are parameters of the graph, but no weights: nothing trains them.
 */
final class PackedProducts {
    /** Of both operators the codes; then scales or magnitudes. */
    static final int CODES = 1;

    static final int SCALES = 2;

    private static final int ZERO_POINTS = 3;
    private static final int GROUPS = 4;
    private static final int BIAS = 5;
    private static final String BNB4 = "MatMulBnb4";
    private static final String N_BITS = "MatMulNBits";

    private final GraphIndex index;

    PackedProducts(GraphIndex index) {
        this.index = index;
    }

    static boolean isPacked(RawNode node) {
        return node.domain().equals("com.microsoft")
                && (node.op().equals(BNB4) || node.op().equals(N_BITS));
    }

    /** The place of the bias among the inputs of {@code product}; beyond all of them where it takes none. */
    static int bias(RawNode product) {
        return isPacked(product) ? BIAS : 2;
    }

    /** The weight's shape [out, in]. */
    static Shape weight(RawNode product) {
        return Shape.of(product.intAttribute("N", 0), product.intAttribute("K", 0));
    }

    /** How the name of the tensor at {@code place} ends, behind the weight's. */
    static String end(RawNode product, int place) {
        return switch (place) {
            case CODES -> ".codes";
            case SCALES -> product.op().equals(BNB4) ? ".magnitudes" : ".scales";
            default -> ".zero_points";
        };
    }

    /** Whether {@code node} is such a product of what follows from the batch, with codes that the file holds. */
    boolean isLayer(RawNode node) {
        if (!isPacked(node) || !index.isFed(node.input(0)) || !isBytes(node.input(CODES))) {
            return false;
        }
        boolean plain = node.op().equals(BNB4)
                ? node.intAttribute("transB", 1) == 1
                        && weight(node).elements() % Math.max(1, node.intAttribute("block_size", 1)) == 0
                        && weight(node).elements() % 2 == 0
                : node.input(GROUPS).isEmpty()
                        && node.intAttribute("weight_prepacked", 0) == 0
                        && node.intAttribute("bits", 4) > 0
                        && Byte.SIZE % node.intAttribute("bits", 4) == 0;
        if (!plain
                || node.inputs().subList(CODES, Math.min(node.inputs().size(), BIAS)).stream()
                        .anyMatch(index::isFed)) {
            return false;
        }
        checkSizes(node);
        return true;
    }

    private boolean isBytes(String initializer) {
        StoredTensor tensor = index.graph().initializers().get(initializer);
        return tensor != null && tensor.dtype() == DType.UINT8;
    }

    /** The runtime reads as many as the attributes say, and does not always look whether they are there. */
    private void checkSizes(RawNode node) {
        long out = weight(node).dim(0);
        long in = weight(node).dim(1);
        long size = node.intAttribute("block_size", 0);
        if (out < 1 || in < 1 || size < 1) {
            throw new IllegalArgumentException(node.described() + " has a weight of " + out + " x " + in
                    + " in blocks of " + size + ", expected sizes of 1 or more");
        }
        if (node.op().equals(BNB4)) {
            checkSize(node, CODES, out * in / 2);
            checkSize(node, SCALES, out * in / size);
            return;
        }
        long bits = node.intAttribute("bits", 4);
        long blocks = (in + size - 1) / size;
        checkSize(node, CODES, out * blocks * (size * bits / Byte.SIZE));
        checkSize(node, SCALES, out * blocks);
        StoredTensor zeroPoints = index.graph().initializers().get(node.input(ZERO_POINTS));
        boolean packed = zeroPoints != null && zeroPoints.dtype() == DType.UINT8;
        checkSize(node, ZERO_POINTS, out * (packed ? (blocks * bits + Byte.SIZE - 1) / Byte.SIZE : blocks));
    }

    private void checkSize(RawNode node, int place, long expected) {
        StoredTensor tensor = index.graph().initializers().get(node.input(place));
        if (tensor != null && tensor.shape().elements() != expected) {
            throw new IllegalArgumentException(node.described() + " reads " + tensor.shape() + " as input " + place
                    + ", expected " + expected + " numbers by its attributes");
        }
    }

    /** Likewise for what is made by nodes, once its shape is known. */
    static void checkMade(RawNode product, List<Value> operands) {
        long features = operands.get(0).shape().dim(-1);
        long scales = operands.get(SCALES).shape().elements();
        long size = product.intAttribute("block_size", 1);
        Shape weight = weight(product);
        long expected = product.op().equals(BNB4)
                ? weight.elements() / size
                : weight.dim(0) * ((weight.dim(1) + size - 1) / size);
        if (features != weight.dim(1) || scales != expected) {
            throw new IllegalArgumentException(product.described() + " multiplies " + features + " features by "
                    + scales + " scales, expected " + weight.dim(1) + " and " + expected + " by its attributes");
        }
    }

    /**
     * Attributes of {@code product} for training: computed in float32, where others say how far what goes in may be rounded;
     * on CUDA without the kernel for single rows, which knows no gradient.
     */
    static Map<String, Attribute> exact(RawNode product) {
        Map<String, Attribute> attributes = new HashMap<>(product.attributes());
        attributes.put(product.op().equals(BNB4) ? "training_mode" : "accuracy_level", new Attribute.Int(1));
        return attributes;
    }

    /**
     * The initializers that the weight of {@code product} is held in: codes, scales and whatever larger tensors those are
     * made from. Sizes to reshape to and the like are not among them, since shapes follow from their numbers.
     */
    Set<String> parts(RawNode product) {
        Set<String> parts = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(
                product.inputs().subList(CODES, Math.min(product.inputs().size(), BIAS)));
        while (!open.isEmpty()) {
            String value = open.pop();
            StoredTensor tensor = index.graph().initializers().get(value);
            if (tensor != null && isPart(tensor)) {
                parts.add(value);
            }
            index.maker(value).ifPresent(maker -> open.addAll(maker.inputs()));
        }
        return parts;
    }

    private static boolean isPart(StoredTensor tensor) {
        return (tensor.dtype() == DType.FLOAT || tensor.dtype() == DType.UINT8)
                && tensor.shape().elements() > 1;
    }

    /** Those of all layers among {@code nodes}. */
    Set<String> allParts(List<RawNode> nodes) {
        Set<String> parts = new LinkedHashSet<>();
        nodes.stream().filter(this::isLayer).forEach(node -> parts.addAll(parts(node)));
        return parts;
    }
}
