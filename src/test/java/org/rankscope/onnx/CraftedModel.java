package org.rankscope.onnx;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.rankscope.graph.DType;
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

/** ONNX files made by hand, as exporters wouldn't write them. */
public final class CraftedModel {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("crafted");
    private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);

    public CraftedModel(int opset) {
        opset("", opset);
    }

    public CraftedModel opset(String domain, int version) {
        model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version));
        return this;
    }

    public ModelProto.Builder model() {
        return model;
    }

    public GraphProto.Builder graph() {
        return graph;
    }

    /** An input; -1 is a free axis. */
    public CraftedModel input(String name, DType dtype, long... dims) {
        graph.addInput(info(name, dtype, dims));
        return this;
    }

    public CraftedModel output(String name, DType dtype, long... dims) {
        graph.addOutput(info(name, dtype, dims));
        return this;
    }

    public static ValueInfoProto info(String name, DType dtype, long... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dim : dims) {
            TensorShapeProto.Dimension.Builder size = TensorShapeProto.Dimension.newBuilder();
            shape.addDim(dim < 0 ? size.setDimParam("free") : size.setDimValue(dim));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(dtype.onnxNumber())
                                .setShape(shape)))
                .build();
    }

    public CraftedModel initializer(TensorProto.Builder tensor) {
        graph.addInitializer(tensor);
        return this;
    }

    public static TensorProto.Builder longs(String name, List<Long> dims, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return tensor(name, DType.INT64, dims).setRawData(ByteString.copyFrom(raw));
    }

    public static TensorProto.Builder floats(String name, List<Long> dims, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return tensor(name, DType.FLOAT, dims).setRawData(ByteString.copyFrom(raw));
    }

    /** Numbers between -0.5 and 0.5 that follow from the name. */
    public static TensorProto.Builder randomFloats(String name, Long... dims) {
        float[] values =
                new float[(int) Arrays.stream(dims).mapToLong(Long::longValue).reduce(1, Math::multiplyExact)];
        SplittableRandom random = new SplittableRandom(name.hashCode());
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-0.5, 0.5);
        }
        return floats(name, List.of(dims), values);
    }

    /** A tensor without numbers. */
    public static TensorProto.Builder tensor(String name, DType dtype, List<Long> dims) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(dtype.onnxNumber())
                .addAllDims(dims);
    }

    /** A tensor whose numbers lie elsewhere. */
    public static TensorProto.Builder external(String name, List<Long> dims, String... keysAndValues) {
        TensorProto.Builder tensor = tensor(name, DType.FLOAT, dims);
        tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            tensor.addExternalData(
                    StringStringEntryProto.newBuilder().setKey(keysAndValues[i]).setValue(keysAndValues[i + 1]));
        }
        return tensor;
    }

    public CraftedModel node(
            String name, String op, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
        graph.addNode(nodeProto(name, op, inputs, outputs, attributes));
        return this;
    }

    public static NodeProto.Builder nodeProto(
            String name, String op, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
        return NodeProto.newBuilder()
                .setName(name)
                .setOpType(op)
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllAttribute(Arrays.asList(attributes));
    }

    public static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    public static AttributeProto attribute(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    public static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    public static AttributeProto ints(String name, Long... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(List.of(values))
                .build();
    }

    public static AttributeProto floatList(String name, Float... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOATS)
                .addAllFloats(List.of(values))
                .build();
    }

    public static AttributeProto attribute(String name, TensorProto.Builder value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(value)
                .build();
    }

    public static AttributeProto attribute(String name, GraphProto.Builder value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(value)
                .build();
    }

    public byte[] bytes() {
        return model.setGraph(graph).build().toByteArray();
    }

    public Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }
}
