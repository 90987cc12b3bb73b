package org.rankscope.onnx;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.onnx.proto.OnnxProto.AttributeProto;
import org.rankscope.onnx.proto.OnnxProto.GraphProto;
import org.rankscope.onnx.proto.OnnxProto.NodeProto;
import org.rankscope.onnx.proto.OnnxProto.ValueInfoProto;

/**
 * Raw nodes as the bytes of an ONNX model, to let the runtime find out what their results are. The runtime refuses two nodes
 * of one name, which files may have; later ones get a number.
 */
public final class RawWriter {
    private final Map<String, Integer> names = new HashMap<>();

    private RawWriter() {}

    /**
     * A model of these nodes.
     *
     * @param inputs their types and shapes
     * @param constants initializers by value
     * @param outputs names of values whose types and shapes are left for the runtime to find out
     */
    public static byte[] toBytes(
            int opset,
            List<Value> inputs,
            Map<String, Tensor> constants,
            List<RawNode> nodes,
            Collection<String> outputs) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("raw");
        inputs.forEach(input -> graph.addInput(OnnxWriter.valueInfo(input)));
        constants.forEach(
                (name, tensor) -> graph.addInitializer(OnnxWriter.values(tensor).setName(name)));
        RawWriter writer = new RawWriter();
        nodes.forEach(node -> graph.addNode(writer.node(node)));
        outputs.forEach(output -> graph.addOutput(ValueInfoProto.newBuilder().setName(output)));
        return OnnxWriter.toBytes(opset, graph);
    }

    private NodeProto node(RawNode node) {
        int before = names.merge(node.label(), 1, Integer::sum) - 1;
        NodeProto.Builder proto = NodeProto.newBuilder()
                .setName(before == 0 ? node.label() : node.label() + "#" + before)
                .setOpType(node.op())
                .setDomain(node.domain())
                .addAllInput(node.inputs())
                .addAllOutput(node.outputs());
        node.attributes().forEach((key, value) -> proto.addAttribute(OnnxWriter.attribute(key, value)));
        node.bodies()
                .forEach((key, body) -> proto.addAttribute(AttributeProto.newBuilder()
                        .setName(key)
                        .setType(AttributeProto.AttributeType.GRAPH)
                        .setG(body(body))));
        return proto.build();
    }

    private GraphProto body(RawGraph body) {
        GraphProto.Builder proto = GraphProto.newBuilder().setName(body.name());
        body.inputs()
                .forEach(input -> proto.addInput(ValueInfoProto.newBuilder().setName(input.name())));
        body.outputs()
                .forEach(output -> proto.addOutput(ValueInfoProto.newBuilder().setName(output.name())));
        body.initializers()
                .forEach((name, tensor) ->
                        proto.addInitializer(OnnxWriter.values(tensor.tensor()).setName(name)));
        body.nodes().forEach(node -> proto.addNode(node(node)));
        return proto.build();
    }
}
