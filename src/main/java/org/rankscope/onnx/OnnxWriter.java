package org.rankscope.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.onnx.proto.OnnxProto.AttributeProto;
import org.rankscope.onnx.proto.OnnxProto.GraphProto;
import org.rankscope.onnx.proto.OnnxProto.ModelProto;
import org.rankscope.onnx.proto.OnnxProto.NodeProto;
import org.rankscope.onnx.proto.OnnxProto.OperatorSetIdProto;
import org.rankscope.onnx.proto.OnnxProto.StringStringEntryProto;
import org.rankscope.onnx.proto.OnnxProto.TensorProto;
import org.rankscope.onnx.proto.OnnxProto.TensorShapeProto;
import org.rankscope.onnx.proto.OnnxProto.TypeProto;
import org.rankscope.onnx.proto.OnnxProto.ValueInfoProto;

/**
 * A graph as the bytes of an ONNX model. Constants are written by value; parameters are initializers whose data stands
 * "elsewhere", to be handed to the session by name.
 */
public final class OnnxWriter {
    /** IR version of the files: the one that came with opset {@link Op#ONNX_OPSET}. */
    static final int IR_VERSION = 8;

    /** Version of {@link Op.Domain#MICROSOFT}. */
    private static final int CONTRIBUTED_OPSET = 1;

    /** File that parameters name as the place of their data; nothing is read from it, because the session is given the data. */
    public static final String BOUND_LATER = "bound-later";

    private OnnxWriter() {}

    public static byte[] toBytes(Graph graph) {
        return toBytes(graph.opset(), graph(graph));
    }

    /** Likewise, but what the outputs are is left for the runtime to find out: their types and shapes are not looked at. */
    public static byte[] toBytesWithOpenOutputs(Graph graph) {
        GraphProto.Builder open = graph(graph).clearOutput();
        graph.outputs()
                .forEach(output -> open.addOutput(ValueInfoProto.newBuilder().setName(output.name())));
        return toBytes(graph.opset(), open);
    }

    static byte[] toBytes(int opset, GraphProto.Builder proto) {
        return model(opset, proto).build().toByteArray();
    }

    static ModelProto.Builder model(int opset, GraphProto.Builder proto) {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("rankscope")
                .setGraph(proto)
                .addOpsetImport(opset(Op.Domain.ONNX, opset))
                .addOpsetImport(opset(Op.Domain.MICROSOFT, CONTRIBUTED_OPSET));
    }

    private static OperatorSetIdProto opset(Op.Domain domain, int version) {
        return OperatorSetIdProto.newBuilder()
                .setDomain(domain.onnxName())
                .setVersion(version)
                .build();
    }

    private static GraphProto.Builder graph(Graph graph) {
        GraphProto.Builder proto = inside(graph);
        graph.inputs().forEach(input -> proto.addInput(valueInfo(input)));
        graph.outputs().forEach(output -> proto.addOutput(valueInfo(output)));
        graph.parameters().forEach(parameter -> proto.addInitializer(boundLater(parameter)));
        return proto;
    }

    /** Constants and nodes, without what comes in and goes out. */
    static GraphProto.Builder inside(Graph graph) {
        GraphProto.Builder proto = GraphProto.newBuilder().setName(graph.name());
        graph.constants().forEach((value, tensor) -> proto.addInitializer(constant(value, tensor)));
        graph.nodes().forEach(node -> proto.addNode(node(node)));
        return proto;
    }

    private static NodeProto node(Node node) {
        NodeProto.Builder proto = NodeProto.newBuilder()
                .setName(node.name())
                .setOpType(node.op().onnxName())
                .setDomain(node.op().domain().onnxName());
        node.inputs().forEach(input -> proto.addInput(input.name()));
        node.outputs().forEach(output -> proto.addOutput(output.name()));
        node.attributes().forEach((key, value) -> proto.addAttribute(attribute(key, value)));
        return proto.build();
    }

    static AttributeProto attribute(String key, Attribute attribute) {
        AttributeProto.Builder proto = AttributeProto.newBuilder().setName(key);
        if (attribute instanceof Attribute.Int value) {
            proto.setType(AttributeProto.AttributeType.INT).setI(value.value());
        } else if (attribute instanceof Attribute.Float value) {
            proto.setType(AttributeProto.AttributeType.FLOAT).setF(value.value());
        } else if (attribute instanceof Attribute.Text value) {
            proto.setType(AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(value.value()));
        } else if (attribute instanceof Attribute.Ints value) {
            proto.setType(AttributeProto.AttributeType.INTS).addAllInts(value.values());
        } else if (attribute instanceof Attribute.Floats value) {
            proto.setType(AttributeProto.AttributeType.FLOATS).addAllFloats(value.values());
        } else if (attribute instanceof Attribute.Texts value) {
            proto.setType(AttributeProto.AttributeType.STRINGS);
            value.values().forEach(text -> proto.addStrings(ByteString.copyFromUtf8(text)));
        } else if (attribute instanceof Attribute.Constant value) {
            proto.setType(AttributeProto.AttributeType.TENSOR).setT(values(value.value()));
        } else if (attribute instanceof Attribute.Body value) {
            proto.setType(AttributeProto.AttributeType.GRAPH).setG(graph(value.graph()));
        }
        return proto.build();
    }

    private static TensorProto boundLater(Value parameter) {
        return tensor(parameter.dtype(), parameter.shape())
                .setName(parameter.name())
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(BOUND_LATER))
                .build();
    }

    private static TensorProto.Builder constant(Value value, Tensor tensor) {
        return values(tensor).setName(value.name());
    }

    static TensorProto.Builder values(Tensor tensor) {
        return tensor(tensor.dtype(), tensor.shape())
                .setRawData(UnsafeByteOperations.unsafeWrap(tensor.data().duplicate()));
    }

    static TensorProto.Builder tensor(DType dtype, Shape shape) {
        return TensorProto.newBuilder().setDataType(dtype.onnxNumber()).addAllDims(shape.dims());
    }

    static ValueInfoProto valueInfo(Value value) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dim : value.shape().dims()) {
            shape.addDim(
                    dim == Shape.FREE
                            ? TensorShapeProto.Dimension.newBuilder().setDimParam(value.name() + ":length")
                            : TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
        }
        return ValueInfoProto.newBuilder()
                .setName(value.name())
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(value.dtype().onnxNumber())
                                .setShape(shape)))
                .build();
    }
}
