package org.rankscope.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.AtomicFiles;
import org.rankscope.onnx.proto.OnnxProto.GraphProto;
import org.rankscope.onnx.proto.OnnxProto.ModelProto;
import org.rankscope.onnx.proto.OnnxProto.NodeProto;
import org.rankscope.onnx.proto.OnnxProto.StringStringEntryProto;
import org.rankscope.onnx.proto.OnnxProto.TensorProto;
import org.rankscope.onnx.proto.OnnxProto.TensorShapeProto;
import org.rankscope.onnx.proto.OnnxProto.TypeProto;
import org.rankscope.onnx.proto.OnnxProto.ValueInfoProto;

/**
 * A graph with its weights as an {@code .onnx} file for other programs.
 *
 * @param axes names or sizes of the axes of inputs, outputs and optional parameters, by the names of those; where one is not
 *     among them its sizes are fixed
 * @param optional parameters that a run may give in place of what the file holds
 * @param metadata what a reader is told
 */
public record OnnxModelFile(
        Graph graph, Map<String, List<String>> axes, Set<String> optional, Map<String, String> metadata) {
    /** Weights beyond this stand in a file of their own: a model is one message of protobuf, which must stay below 2 GiB. */
    static final long MOST_INLINE_BYTES = 1L << 28;

    /** What the file with the weights is called behind the model's name. */
    public static final String DATA_SUFFIX = ".data";

    /** Weights begin at whole pages, so that they can be mapped. */
    private static final long PAGE = 4096;

    /**
     * Replaces {@code onnx}, and the file with the weights beside it where they are many.
     *
     * @param parameters gives each parameter of the graph by name; an optional one may have another shape than there
     */
    public void write(Path onnx, Function<String, Tensor> parameters) throws IOException {
        write(onnx, parameters, MOST_INLINE_BYTES);
    }

    /** @param mostInline bytes of weights that the model may hold itself */
    void write(Path onnx, Function<String, Tensor> parameters, long mostInline) throws IOException {
        GraphProto.Builder proto = OnnxWriter.inside(graph);
        proto.getNodeBuilderList().forEach(OnnxModelFile::nameLikeExporters);
        graph.inputs().forEach(input -> proto.addInput(info(input.name(), input, axes.get(input.name()))));
        graph.outputs().forEach(output -> proto.addOutput(info(output.name(), output, axes.get(output.name()))));
        if (bytes() <= mostInline) {
            for (Value parameter : graph.parameters()) {
                add(proto, parameter, parameters.apply(parameter.name()));
            }
        } else {
            Path data = onnx.resolveSibling(onnx.getFileName() + DATA_SUFFIX);
            AtomicFiles.write(data, channel -> {
                for (Value parameter : graph.parameters()) {
                    addBeside(proto, parameter, parameters.apply(parameter.name()), data, channel);
                }
            });
        }
        ModelProto.Builder model = OnnxWriter.model(graph.opset(), proto);
        metadata.forEach((key, value) -> model.addMetadataProps(entry(key, value)));
        ModelProto whole = model.build();
        AtomicFiles.write(onnx, channel -> {
            CodedOutputStream stream = CodedOutputStream.newInstance(Channels.newOutputStream(channel));
            whole.writeTo(stream);
            stream.flush();
        });
    }

    /** Whether the weights go into a file of their own. */
    public boolean isParted() {
        return bytes() > MOST_INLINE_BYTES;
    }

    private long bytes() {
        return graph.parameters().stream()
                .mapToLong(parameter ->
                        parameter.shape().elements() * parameter.dtype().bytes())
                .sum();
    }

    /** The layer that a node belongs to, then the operator: how exporters name nodes, and readers find layers. */
    private static void nameLikeExporters(NodeProto.Builder node) {
        if (node.getName().indexOf('/') < 0) {
            node.setName(node.getName() + "/" + node.getOpType());
        }
    }

    private void add(GraphProto.Builder proto, Value parameter, Tensor value) {
        proto.addInitializer(OnnxWriter.values(value).setName(parameter.name()));
        declare(proto, parameter);
    }

    private void addBeside(GraphProto.Builder proto, Value parameter, Tensor value, Path data, FileChannel channel)
            throws IOException {
        ByteBuffer numbers = value.data().duplicate();
        if (!numbers.hasRemaining()) {
            add(proto, parameter, value);
            return;
        }
        channel.position((channel.position() + PAGE - 1) / PAGE * PAGE);
        proto.addInitializer(OnnxWriter.tensor(value.dtype(), value.shape())
                .setName(parameter.name())
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", data.getFileName().toString()))
                .addExternalData(entry("offset", String.valueOf(channel.position())))
                .addExternalData(entry("length", String.valueOf(numbers.remaining()))));
        while (numbers.hasRemaining()) {
            channel.write(numbers);
        }
        declare(proto, parameter);
    }

    /** An initializer that is an input too is one that a run may replace. */
    private void declare(GraphProto.Builder proto, Value parameter) {
        if (optional.contains(parameter.name())) {
            proto.addInput(info(parameter.name(), parameter, axes.get(parameter.name())));
        }
    }

    private static ValueInfoProto info(String name, Value value, List<String> names) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int axis = 0; axis < value.shape().rank(); axis++) {
            String size = names == null ? String.valueOf(value.shape().dim(axis)) : names.get(axis);
            TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
            shape.addDim(
                    size.matches("\\d+") ? dimension.setDimValue(Long.parseLong(size)) : dimension.setDimParam(size));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(value.dtype().onnxNumber())
                                .setShape(shape)))
                .build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
