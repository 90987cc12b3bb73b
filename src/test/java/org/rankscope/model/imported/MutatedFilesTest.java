package org.rankscope.model.imported;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.io.RequestException;
import org.rankscope.onnx.proto.OnnxProto.AttributeProto;
import org.rankscope.onnx.proto.OnnxProto.GraphProto;
import org.rankscope.onnx.proto.OnnxProto.ModelProto;
import org.rankscope.onnx.proto.OnnxProto.NodeProto;
import org.rankscope.onnx.proto.OnnxProto.TensorProto;

/** Damaged and hostile files: whatever was changed in them, they give a model or one sentence. */
class MutatedFilesTest {
    private static final int CASES_A_MODEL = 60;

    /** Far more than any of these models takes, far less than a hang. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final long[] EXTREMES = {
        0, -1, 1, 2, 3, 7, 64, 1L << 20, 1L << 31, (1L << 31) - 1, 1L << 40, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE
    };

    @TempDir
    Path folder;

    @Test
    void changedBytesGiveAModelOrOneSentence() throws IOException {
        byte[] small = SmallModels.tokens().bytes();
        outcomes(CASES_A_MODEL, 1, random -> flipped(small, random));
    }

    @Test
    void cutFilesGiveOneSentence() throws IOException {
        byte[] whole = Files.readAllBytes(Imports.ONNX.resolve("bert-tiny-cls.torchscript-sdpa-opset17.onnx"));
        outcomes(CASES_A_MODEL / 4, 2, random -> Arrays.copyOf(whole, random.nextInt(whole.length)));
    }

    @Test
    void changedFieldsGiveAModelOrOneSentence() throws IOException {
        ModelProto small = ModelProto.parseFrom(SmallModels.tokens().bytes());
        outcomes(2 * CASES_A_MODEL, 3, random -> mutated(small, random));
    }

    @Test
    void changedFieldsOfExportedFilesGiveAModelOrOneSentence() throws IOException {
        for (String name : List.of("vit-tiny.dynamo-sdpa-opset18.onnx", "llama-tiny.dynamo-sdpa-opset23.onnx")) {
            ModelProto exported = ModelProto.parseFrom(Files.readAllBytes(Imports.ONNX.resolve(name)));
            outcomes(CASES_A_MODEL / 4, 4, random -> mutated(exported, random));
        }
    }

    /** Makes files from seeds. */
    interface Maker {
        byte[] make(SplittableRandom random);
    }

    /** Opens each file; says how many were refused. */
    int outcomes(int cases, long firstSeed, Maker maker) throws IOException {
        Path file = folder.resolve("mutated.onnx");
        int refused = 0;
        for (int i = 0; i < cases; i++) {
            long seed = firstSeed * 1_000_000 + i;
            Files.write(file, maker.make(new SplittableRandom(seed)));
            String message = Assertions.assertTimeoutPreemptively(PATIENCE, () -> open(file), "seed " + seed);
            if (!message.isEmpty()) {
                refused++;
                assertFalse(message.contains("\n"), "seed " + seed + ": " + message);
                assertTrue(message.startsWith(file.toString()), "seed " + seed + ": " + message);
            }
        }
        assertTrue(refused > 0, "nothing was refused");
        return refused;
    }

    private static String open(Path file) {
        try (ImportedModel model = ImportedModel.open(file)) {
            assertTrue(model.outputSize() > 0);
            return "";
        } catch (RequestException e) {
            return e.getMessage();
        }
    }

    private static byte[] flipped(byte[] bytes, SplittableRandom random) {
        byte[] changed = bytes.clone();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return changed;
    }

    static byte[] mutated(ModelProto model, SplittableRandom random) {
        ModelProto.Builder changed = model.toBuilder();
        GraphProto.Builder graph = changed.getGraphBuilder();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            mutate(graph, random);
        }
        return changed.build().toByteArray();
    }

    private static void mutate(GraphProto.Builder graph, SplittableRandom random) {
        List<NodeProto> nodes = graph.getNodeList();
        int at = random.nextInt(nodes.size());
        NodeProto.Builder node = graph.getNodeBuilder(at);
        TensorProto.Builder tensor = graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount()));
        long extreme = EXTREMES[random.nextInt(EXTREMES.length)];
        switch (random.nextInt(14)) {
            case 0 -> graph.removeNode(at);
            case 1 -> graph.addNode(random.nextInt(nodes.size()), node.build());
            case 2 -> node.setOpType(nodes.get(random.nextInt(nodes.size())).getOpType());
            case 3 -> setSomeInput(node, someValue(graph, random), random);
            case 4 -> node.setDomain(random.nextBoolean() ? "com.microsoft" : "no.such.domain");
            case 5 -> setSomeAttribute(node, extreme, random);
            case 6 ->
                node.addAttribute(AttributeProto.newBuilder()
                        .setName(List.of("axis", "perm", "to", "group", "kernel_shape")
                                .get(random.nextInt(5)))
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(extreme));
            case 7 -> {
                if (tensor.getDimsCount() > 0) {
                    tensor.setDims(random.nextInt(tensor.getDimsCount()), extreme);
                } else {
                    tensor.addDims(extreme);
                }
            }
            case 8 -> tensor.setDataType(random.nextInt(25));
            case 9 -> setNumbers(graph, extreme, random);
            case 10 -> tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL);
            case 11 -> node.setOutput(0, someValue(graph, random));
            case 12 ->
                graph.getInputBuilder(random.nextInt(graph.getInputCount()))
                        .getTypeBuilder()
                        .getTensorTypeBuilder()
                        .setElemType(random.nextInt(20));
            default -> {
                if (node.getInputCount() > 0) {
                    node.clearInput();
                } else {
                    node.clearAttribute();
                }
            }
        }
    }

    /** Sizes, axes and bounds are whole numbers in small initializers. */
    private static void setNumbers(GraphProto.Builder graph, long number, SplittableRandom random) {
        List<Integer> whole = new ArrayList<>();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (graph.getInitializer(i).getDataType() == 7) {
                whole.add(i);
            }
        }
        if (!whole.isEmpty()) {
            TensorProto.Builder tensor = graph.getInitializerBuilder(whole.get(random.nextInt(whole.size())));
            long count = tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b);
            tensor.clearRawData().clearInt64Data();
            for (long i = 0; i < Math.min(count, 8); i++) {
                tensor.addInt64Data(number);
            }
        }
    }

    private static void setSomeInput(NodeProto.Builder node, String value, SplittableRandom random) {
        if (node.getInputCount() > 0) {
            node.setInput(random.nextInt(node.getInputCount()), value);
        }
    }

    private static void setSomeAttribute(NodeProto.Builder node, long value, SplittableRandom random) {
        if (node.getAttributeCount() > 0) {
            AttributeProto.Builder attribute = node.getAttributeBuilder(random.nextInt(node.getAttributeCount()));
            if (attribute.getIntsCount() > 0) {
                attribute.setInts(random.nextInt(attribute.getIntsCount()), value);
            } else {
                attribute.setI(value);
            }
        }
    }

    private static String someValue(GraphProto.Builder graph, SplittableRandom random) {
        if (random.nextBoolean()) {
            return graph.getInitializer(random.nextInt(graph.getInitializerCount()))
                    .getName();
        }
        return graph.getNode(random.nextInt(graph.getNodeCount())).getOutput(0);
    }
}
