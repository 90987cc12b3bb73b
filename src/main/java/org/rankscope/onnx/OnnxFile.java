package org.rankscope.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.Op;
import org.rankscope.io.OneLine;
import org.rankscope.io.RequestException;
import org.rankscope.onnx.proto.OnnxProto.AttributeProto;
import org.rankscope.onnx.proto.OnnxProto.FunctionProto;
import org.rankscope.onnx.proto.OnnxProto.ModelProto;
import org.rankscope.onnx.proto.OnnxProto.NodeProto;
import org.rankscope.onnx.proto.OnnxProto.OperatorSetIdProto;

/**
 * Reads a {@code .onnx} file. The file is mapped, so that weights in it are views; weights beside it are mapped when they
 * are asked for. Nothing in a file is ever executed: no custom operator library is loaded, whatever it names.
 */
public final class OnnxFile {
    /** The oldest version of the default operator set that is understood. */
    static final int OLDEST_OPSET = 7;

    /** Messages within messages: bodies within bodies, each of which takes four levels. */
    private static final int MOST_MESSAGE_LEVELS = 5 * GraphReader.MOST_LEVELS + 20;

    private static final byte[] LFS_POINTER = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

    private final Path path;
    private final String file;

    private OnnxFile(Path path) {
        this.path = path;
        this.file = OneLine.of(path.toString());
    }

    /** Reads and checks {@code path}; everything wrong with it is a {@link RequestException} that names the node or file. */
    public static RawModel read(Path path) {
        return new OnnxFile(path).read();
    }

    private RawModel read() {
        ModelProto model = parse(map());
        if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
            throw problem("it holds no graph; the file is cut off or no ONNX file");
        }
        int opset = opset(model.getOpsetImportList(), "it");
        GraphReader reader = new GraphReader(file, new TensorReader(file, new ExternalFiles(path)));
        RawGraph graph = reader.graph(model.getGraph(), opset);
        RawGraph whole = new FunctionInliner(file, functions(model, reader, opset)).inlined(graph);
        RawGraph sorted = NodeOrder.sorted(file, whole);
        NodeOrder.checkComplete(file, sorted);
        String producer = (model.getProducerName() + " " + model.getProducerVersion()).strip();
        return new RawModel(path, OneLine.of(producer), opset, sorted);
    }

    private int opset(List<OperatorSetIdProto> imports, String who) {
        for (OperatorSetIdProto entry : imports) {
            if (entry.getDomain().isEmpty() || entry.getDomain().equals("ai.onnx")) {
                if (entry.getVersion() < OLDEST_OPSET || entry.getVersion() > Op.NEWEST_ONNX_OPSET) {
                    throw problem(who + " is written in opset " + entry.getVersion() + ", expected " + OLDEST_OPSET
                            + " to " + Op.NEWEST_ONNX_OPSET + "; export the model with opset " + Op.ONNX_OPSET);
                }
                return (int) entry.getVersion();
            }
        }
        throw problem(who + " names no version of the default operator set; export the model again");
    }

    private Map<String, FunctionInliner.Function> functions(ModelProto model, GraphReader reader, int opset) {
        Map<String, FunctionInliner.Function> functions = new HashMap<>();
        for (FunctionProto function : model.getFunctionsList()) {
            boolean declares = function.getOpsetImportList().stream()
                    .anyMatch(entry ->
                            entry.getDomain().isEmpty() || entry.getDomain().equals("ai.onnx"));
            int version = declares
                    ? opset(function.getOpsetImportList(), "its function " + OneLine.quoted(function.getName()))
                    : opset;
            Map<String, Attribute> defaults = new HashMap<>();
            for (AttributeProto attribute : function.getAttributeProtoList()) {
                defaults.put(attribute.getName(), reader.attribute(attribute, NodeProto.getDefaultInstance()));
            }
            List<RawNode> nodes = new ArrayList<>();
            function.getNodeList().forEach(node -> nodes.add(reader.node(node, version)));
            functions.put(
                    FunctionInliner.key(function.getDomain(), function.getName()),
                    new FunctionInliner.Function(
                            List.copyOf(function.getInputList()),
                            List.copyOf(function.getOutputList()),
                            defaults,
                            nodes));
        }
        return functions;
    }

    private ByteBuffer map() {
        if (Files.notExists(path)) {
            throw problem("no such file");
        } else if (Files.isDirectory(path)) {
            throw problem("is a folder, expected an .onnx file");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long bytes = channel.size();
            if (bytes == 0) {
                throw problem("the file is empty, expected an ONNX model");
            } else if (bytes > Integer.MAX_VALUE) {
                throw problem("the file takes " + bytes + " bytes, more than the 2 GiB that ONNX files may; export the"
                        + " model with its weights as external data");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes);
        } catch (IOException e) {
            throw new RequestException(file + ": can't be read (" + OneLine.of(e.toString()) + ").", e);
        }
    }

    private ModelProto parse(ByteBuffer bytes) {
        ByteBuffer start = bytes.duplicate().limit(Math.min(bytes.limit(), LFS_POINTER.length));
        if (start.equals(ByteBuffer.wrap(LFS_POINTER))) {
            throw problem("this is a Git LFS pointer and not the model; fetch it with 'git lfs pull'");
        }
        CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
        input.enableAliasing(true);
        input.setRecursionLimit(MOST_MESSAGE_LEVELS);
        input.setSizeLimit(Integer.MAX_VALUE);
        try {
            return ModelProto.parseFrom(input);
        } catch (InvalidProtocolBufferException e) {
            throw new RequestException(
                    file + ": not an ONNX model, or damaged, cut off or nested too deep (" + OneLine.of(e.getMessage())
                            + ").",
                    e);
        } catch (IOException e) {
            throw new RequestException(file + ": can't be read (" + OneLine.of(e.toString()) + ").", e);
        }
    }

    private RequestException problem(String what) {
        return new RequestException(file + ": " + what + ".");
    }
}
