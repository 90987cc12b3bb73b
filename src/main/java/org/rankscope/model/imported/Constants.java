package org.rankscope.model.imported;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.onnx.RawGraph;
import org.rankscope.onnx.RawNode;
import org.rankscope.onnx.StoredTensor;

/** {@code Constant} nodes, in each of the forms that they have. ONNX Constant-13. */
final class Constants {
    private Constants() {}

    /** The graph with its constants as initializers; those in bodies stay nodes. */
    static RawGraph lifted(String file, RawGraph graph) {
        Map<String, StoredTensor> initializers = new LinkedHashMap<>(graph.initializers());
        List<RawNode> nodes = new ArrayList<>();
        for (RawNode node : graph.nodes()) {
            if (node.is("Constant") && !node.outputs().isEmpty()) {
                initializers.put(node.outputs().get(0), StoredTensor.of(value(file, node)));
            } else {
                nodes.add(node);
            }
        }
        return new RawGraph(graph.name(), graph.inputs(), graph.outputs(), initializers, nodes);
    }

    private static Tensor value(String file, RawNode node) {
        for (Attribute attribute : node.attributes().values()) {
            if (attribute instanceof Attribute.Constant constant) {
                return constant.value();
            } else if (attribute instanceof Attribute.Float number) {
                return Tensor.scalar(number.value());
            } else if (attribute instanceof Attribute.Int number) {
                return Tensor.ofLongs(Shape.SCALAR, number.value());
            } else if (attribute instanceof Attribute.Ints numbers) {
                long[] values =
                        numbers.values().stream().mapToLong(Long::longValue).toArray();
                return Tensor.ofLongs(Shape.of(values.length), values);
            } else if (attribute instanceof Attribute.Floats numbers) {
                float[] values = new float[numbers.values().size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = numbers.values().get(i);
                }
                return Tensor.ofFloats(Shape.of(values.length), values);
            }
        }
        throw new RequestException(
                file + ": " + node.described() + " holds no numbers; constants of text and sparse ones can't be used.");
    }
}
