package org.rankscope.onnx;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.io.OneLine;
import org.rankscope.io.RequestException;
import org.rankscope.onnx.proto.OnnxProto.AttributeProto;
import org.rankscope.onnx.proto.OnnxProto.GraphProto;
import org.rankscope.onnx.proto.OnnxProto.NodeProto;
import org.rankscope.onnx.proto.OnnxProto.StringStringEntryProto;
import org.rankscope.onnx.proto.OnnxProto.TensorProto;
import org.rankscope.onnx.proto.OnnxProto.TypeProto;
import org.rankscope.onnx.proto.OnnxProto.ValueInfoProto;

/** GraphProto and what is in it as raw records; refuses what graphs here don't hold, naming the node. */
final class GraphReader {
    /** Graphs within graphs; real files have two or three. */
    static final int MOST_LEVELS = 16;

    /** The metadata of nodes that is of use: where in the program a node came from. */
    private static final Set<String> KEPT_METADATA = Set.of("namespace", "pkg.torch.onnx.name_scopes");

    private final String file;
    private final TensorReader tensors;

    GraphReader(String file, TensorReader tensors) {
        this.file = file;
        this.tensors = tensors;
    }

    /** A graph as it is written, its nodes not yet in order. */
    RawGraph graph(GraphProto proto, int opset) {
        return graph(proto, opset, 0);
    }

    private RawGraph graph(GraphProto proto, int opset, int level) {
        if (level > MOST_LEVELS) {
            throw problem("graphs are nested more than " + MOST_LEVELS + " deep in graph "
                    + OneLine.quoted(proto.getName()) + "; no model needs that");
        }
        if (proto.getSparseInitializerCount() > 0) {
            throw problem("graph " + OneLine.quoted(proto.getName())
                    + " holds sparse initializers; export the model with dense weights");
        }
        Map<String, StoredTensor> initializers = new LinkedHashMap<>();
        for (TensorProto tensor : proto.getInitializerList()) {
            String what = "initializer " + OneLine.quoted(tensor.getName());
            if (initializers.put(tensor.getName(), tensors.read(tensor, what)) != null) {
                throw problem(what + " is there twice; export the model again");
            }
        }
        List<RawValue> inputs = proto.getInputList().stream()
                .filter(input -> !initializers.containsKey(input.getName()))
                .map(this::value)
                .toList();
        List<RawNode> nodes = new ArrayList<>();
        for (NodeProto node : proto.getNodeList()) {
            nodes.add(node(node, opset, level));
        }
        return new RawGraph(
                proto.getName(),
                inputs,
                proto.getOutputList().stream().map(this::value).toList(),
                initializers,
                nodes);
    }

    private RawValue value(ValueInfoProto info) {
        TypeProto type = info.getType();
        if (!type.hasTensorType()) {
            String typeName = type.getValueCase() == TypeProto.ValueCase.VALUE_NOT_SET
                    ? "no type"
                    : type.getValueCase().name().replace("_TYPE", "").toLowerCase(Locale.ROOT);
            return new RawValue(info.getName(), Optional.empty(), typeName, Optional.empty());
        }
        int number = type.getTensorType().getElemType();
        Optional<List<Long>> dims = Optional.empty();
        if (type.getTensorType().hasShape()) {
            dims = Optional.of(type.getTensorType().getShape().getDimList().stream()
                    .map(dim -> dim.hasDimValue() && dim.getDimValue() >= 0 ? dim.getDimValue() : RawValue.FREE)
                    .toList());
        }
        return new RawValue(info.getName(), DType.ofOnnxNumber(number), TensorReader.typeName(number), dims);
    }

    /** A node, with the graphs in its attributes. */
    RawNode node(NodeProto proto, int opset) {
        return node(proto, opset, 0);
    }

    private RawNode node(NodeProto proto, int opset, int level) {
        Map<String, Attribute> attributes = new HashMap<>();
        Map<String, RawGraph> bodies = new HashMap<>();
        Map<String, String> references = new HashMap<>();
        for (AttributeProto attribute : proto.getAttributeList()) {
            String name = attribute.getName();
            if (!attribute.getRefAttrName().isEmpty()) {
                references.put(name, attribute.getRefAttrName());
            } else if (attribute.hasG()) {
                RawGraph body = graph(attribute.getG(), opset, level + 1);
                bodies.put(name, NodeOrder.sorted(file, body));
            } else {
                attributes.put(name, attribute(attribute, proto));
            }
        }
        List<String> outputs = new ArrayList<>(proto.getOutputList());
        String firstGiven = outputs.stream()
                .filter(output -> !output.isEmpty())
                .findFirst()
                .orElseThrow(() -> problem("node " + OneLine.quoted(proto.getName()) + " ("
                        + OneLine.of(proto.getOpType()) + ") gives no result"));
        if (outputs.get(0).isEmpty()) {
            // Everything here calls a node after its first result.
            outputs.set(0, firstGiven + "#first");
        }
        Map<String, String> metadata = new HashMap<>();
        for (StringStringEntryProto entry : proto.getMetadataPropsList()) {
            if (KEPT_METADATA.contains(entry.getKey())) {
                metadata.put(entry.getKey(), entry.getValue());
            }
        }
        return new RawNode(
                proto.getName(),
                proto.getDomain().equals("ai.onnx") ? "" : proto.getDomain(),
                proto.getOpType(),
                opset,
                List.copyOf(proto.getInputList()),
                outputs,
                attributes,
                bodies,
                metadata,
                references);
    }

    /** The value of an attribute of {@code node}; old files leave the kind out and set the value only. */
    Attribute attribute(AttributeProto proto, NodeProto node) {
        AttributeProto.AttributeType type = proto.getType();
        if (type == AttributeProto.AttributeType.UNDEFINED) {
            type = guessed(proto);
        }
        return switch (type) {
            case FLOAT -> new Attribute.Float(proto.getF());
            case INT -> new Attribute.Int(proto.getI());
            case STRING -> new Attribute.Text(proto.getS().toStringUtf8());
            case FLOATS -> new Attribute.Floats(proto.getFloatsList());
            case INTS -> new Attribute.Ints(proto.getIntsList());
            case STRINGS ->
                new Attribute.Texts(proto.getStringsList().stream()
                        .map(ByteString::toStringUtf8)
                        .toList());
            case TENSOR ->
                new Attribute.Constant(tensors.read(
                                proto.getT(), "attribute " + OneLine.quoted(proto.getName()) + " of " + described(node))
                        .tensor());
            default ->
                throw problem("attribute " + OneLine.quoted(proto.getName()) + " of " + described(node)
                        + " is of the kind " + type + ", which this program doesn't read");
        };
    }

    private static AttributeProto.AttributeType guessed(AttributeProto proto) {
        if (proto.hasT()) {
            return AttributeProto.AttributeType.TENSOR;
        } else if (proto.hasS()) {
            return AttributeProto.AttributeType.STRING;
        } else if (proto.hasF()) {
            return AttributeProto.AttributeType.FLOAT;
        } else if (proto.hasI()) {
            return AttributeProto.AttributeType.INT;
        } else if (proto.getFloatsCount() > 0) {
            return AttributeProto.AttributeType.FLOATS;
        } else if (proto.getStringsCount() > 0) {
            return AttributeProto.AttributeType.STRINGS;
        }
        return AttributeProto.AttributeType.INTS;
    }

    private static String described(NodeProto node) {
        String name = node.getName().isEmpty() && node.getOutputCount() > 0 ? node.getOutput(0) : node.getName();
        return "node " + OneLine.quoted(name) + " (" + OneLine.of(node.getOpType()) + ")";
    }

    private RequestException problem(String what) {
        return new RequestException(file + ": " + what + ".");
    }
}
