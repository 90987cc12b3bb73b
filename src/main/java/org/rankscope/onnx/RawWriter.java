package org.rankscope.onnx;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.onnx.proto.OnnxProto.AttributeProto;
import org.rankscope.onnx.proto.OnnxProto.GraphProto;
import org.rankscope.onnx.proto.OnnxProto.NodeProto;
import org.rankscope.onnx.proto.OnnxProto.ValueInfoProto;

/** Raw nodes as the bytes of an ONNX model, to let the runtime find out what their results are. */
public final class RawWriter {
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
        nodes.forEach(node -> graph.addNode(node(node)));
        outputs.forEach(output -> graph.addOutput(ValueInfoProto.newBuilder().setName(output)));
        return OnnxWriter.toBytes(opset, graph);
    }

    private static NodeProto node(RawNode node) {
        NodeProto.Builder proto = NodeProto.newBuilder()
                .setName(node.name())
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

    private static GraphProto body(RawGraph body) {
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
