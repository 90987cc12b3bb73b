package org.rankscope.model.imported;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.onnx.CraftedModel.attribute;
import static org.rankscope.onnx.CraftedModel.external;
import static org.rankscope.onnx.CraftedModel.info;
import static org.rankscope.onnx.CraftedModel.longs;
import static org.rankscope.onnx.CraftedModel.nodeProto;
import static org.rankscope.onnx.CraftedModel.randomFloats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.LinearModule;
import org.rankscope.model.WeightLayout;
import org.rankscope.onnx.CraftedModel;
import org.rankscope.onnx.proto.OnnxProto.GraphProto;
import org.rankscope.onnx.proto.OnnxProto.TensorProto;

class ImportedModelTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("small.onnx");
    }

    private void assertGivesWhatTheFileGives(int batch, int length) throws IOException {
        try (ImportedModel model = ImportedModel.open(file)) {
            Map<String, Tensor> feeds = Imports.feeds(model.inputs(batch, length), SmallModels.VOCABULARY, 7);
            Imports.assertClose(Imports.logitsOfFile(file, feeds), Imports.logits(model, batch, length, feeds), 1e-5);
        }
    }

    @Test
    void smallModelsGiveWhatTheirFilesGive() throws IOException {
        SmallModels.tokens().write(file);
        assertGivesWhatTheFileGives(3, 9);
        assertGivesWhatTheFileGives(1, 1);
    }

    @Test
    void whatDependsOnShapesAloneIsConstantAndTransposedWeightsStayAsTheyAre() throws IOException {
        SmallModels.tokens().write(file);
        try (ImportedModel model = ImportedModel.open(file)) {
            Graph graph = model.forward(3, 4);
            assertTrue(graph.nodes().stream().noneMatch(node -> List.of(Op.SHAPE, Op.RANGE, Op.CONCAT, Op.TRANSPOSE)
                    .contains(node.op())));
            LinearModule head =
                    new LinearModule("head", SmallModels.FEATURES, 5, true, true, WeightLayout.OUT_IN, List.of(), 1);
            assertEquals(List.of(head), model.linearModules());
            assertEquals(
                    Set.of("embed.weight", "places.weight", "head.weight", "head.bias"),
                    model.parameters().keySet());
            assertEquals(SmallModels.VOCABULARY, model.vocabSize());
            assertEquals(5, model.outputSize());
        }
    }

    @Test
    void weightsBesideTheFileAreReadAndHeldThere() throws IOException {
        CraftedModel model = SmallModels.tokens();
        ByteBuffer data = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);
        data.position(3);
        for (TensorProto.Builder tensor : model.graph().getInitializerBuilderList()) {
            if (tensor.getName().startsWith("net.")) {
                byte[] raw = tensor.getRawData().toByteArray();
                TensorProto there = external(
                                tensor.getName(),
                                tensor.getDimsList(),
                                "location",
                                "small.onnx.data",
                                "offset",
                                "" + data.position(),
                                "length",
                                "" + raw.length)
                        .build();
                data.put(raw);
                tensor.clear().mergeFrom(there);
            }
        }
        model.write(file);
        Files.write(folder.resolve("small.onnx.data"), data.array());
        Path whole = SmallModels.tokens().write(folder.resolve("whole.onnx"));
        try (ImportedModel beside = ImportedModel.open(file);
                ImportedModel inside = ImportedModel.open(whole)) {
            Map<String, Tensor> feeds = Imports.feeds(beside.inputs(2, 5), SmallModels.VOCABULARY, 3);
            Imports.assertClose(Imports.logits(inside, 2, 5, feeds), Imports.logits(beside, 2, 5, feeds), 0);
            assertTrue(beside.weight("embed.weight").data().isReadOnly());
        }
    }

    @Test
    void aWeightThatTwoProductsReadIsNoLayerButAParameter() throws IOException {
        SmallModels.image(18, 32)
                .initializer(randomFloats("net.shared.weight", 4L, 4L))
                .node("one", "MatMul", List.of("pixel_values", "net.shared.weight"), List.of("a"))
                .node("two", "MatMul", List.of("a", "net.shared.weight"), List.of("b"))
                .node("logits", "Flatten", List.of("b"), List.of("logits"))
                .write(file);
        assertGivesWhatTheFileGives(2, 1);
        try (ImportedModel model = ImportedModel.open(file)) {
            assertEquals(List.of(), model.linearModules());
            assertEquals(Map.of("net.shared.weight", Shape.of(4, 4)), unwrapped(model));
        }
    }

    /** A single weight has no wrapper that others share. */
    private static Map<String, Shape> unwrapped(ImportedModel model) {
        return model.parameters().entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().startsWith("net.") ? entry.getKey() : "net." + entry.getKey(),
                        Map.Entry::getValue));
    }

    @Test
    void layersWithoutReadableNamesAreCalledAfterTheirNodes() throws IOException {
        SmallModels.image(18, 3)
                .initializer(randomFloats("onnx::MatMul_12", 4L, 6L))
                .initializer(randomFloats("13", 48L, 3L))
                .initializer(randomFloats("onnx::Add_14", 6L))
                .node("MatMul_3", "MatMul", List.of("pixel_values", "onnx::MatMul_12"), List.of("a"))
                .node("Add_4", "Add", List.of("a", "onnx::Add_14"), List.of("b"))
                .node("Relu_5", "Relu", List.of("b"), List.of("c"))
                .node("Flatten_6", "Flatten", List.of("c"), List.of("d"))
                .node("MatMul_7", "MatMul", List.of("d", "13"), List.of("logits"))
                .write(file);
        assertGivesWhatTheFileGives(2, 1);
        try (ImportedModel model = ImportedModel.open(file)) {
            assertEquals(
                    List.of("MatMul_3", "MatMul_7"),
                    model.linearModules().stream().map(LinearModule::name).toList());
            assertTrue(model.linearModules().get(0).hasBias());
            assertFalse(model.linearModules().get(0).head());
            assertTrue(model.linearModules().get(1).head());
            assertEquals(
                    Set.of("MatMul_3.weight", "MatMul_3.bias", "MatMul_7.weight"),
                    model.parameters().keySet());
        }
    }

    @Test
    void groupedConvolutionsAreLayers() throws IOException {
        SmallModels.image(18, 16)
                .initializer(randomFloats("net.conv.weight", 4L, 1L, 3L, 3L))
                .initializer(randomFloats("net.conv.bias", 4L))
                .node(
                        "conv",
                        "Conv",
                        List.of("pixel_values", "net.conv.weight", "net.conv.bias"),
                        List.of("a"),
                        attribute("group", 2L))
                .node("logits", "Flatten", List.of("a"), List.of("logits"))
                .write(file);
        assertGivesWhatTheFileGives(2, 1);
        try (ImportedModel model = ImportedModel.open(file)) {
            LinearModule conv = model.linearModules().get(0);
            assertEquals(2, conv.inFeatures());
            assertEquals(4, conv.outFeatures());
            assertEquals(2, conv.groups());
            assertTrue(conv.hasBias());
            assertEquals(Shape.of(4, 1, 3, 3), conv.weightShape());
        }
    }

    /** A choice within a choice, both of which follow from shapes. */
    @Test
    void choicesThatFollowFromShapesAreMade() throws IOException {
        GraphProto.Builder zero = branch("Neg");
        GraphProto.Builder inner = GraphProto.newBuilder()
                .setName("inner")
                .addNode(nodeProto(
                        "again",
                        "If",
                        List.of("isFour"),
                        List.of("result"),
                        attribute("then_branch", branch("Tanh")),
                        attribute("else_branch", zero)))
                .addOutput(info("result", DType.FLOAT, -1, -1));
        SmallModels.image(18, 32)
                .initializer(longs("flat", List.of(2L), 0, -1))
                .initializer(longs("four", List.of(1L), 4))
                .node("pixels", "Reshape", List.of("pixel_values", "flat"), List.of("pixels"))
                .node("size", "Shape", List.of("pixel_values"), List.of("width"), attribute("start", 3L))
                .node("is", "Equal", List.of("width", "four"), List.of("isFour"))
                .node(
                        "choice",
                        "If",
                        List.of("isFour"),
                        List.of("logits"),
                        attribute("then_branch", inner),
                        attribute("else_branch", zero))
                .write(file);
        assertGivesWhatTheFileGives(2, 1);
        try (ImportedModel model = ImportedModel.open(file)) {
            assertTrue(model.forward(2, 1).nodes().stream().anyMatch(node -> node.op() == Op.TANH));
            assertTrue(model.forward(2, 1).nodes().stream().noneMatch(node -> node.op() == Op.IF));
        }
    }

    private static GraphProto.Builder branch(String op) {
        return GraphProto.newBuilder()
                .setName("branch")
                .addNode(nodeProto("only", op, List.of("pixels"), List.of("result")))
                .addOutput(info("result", DType.FLOAT, -1, -1));
    }

    @Test
    void positionsAreCountedAndCachesAreEmpty() throws IOException {
        new CraftedModel(18)
                .input("input_ids", DType.INT64, -1, -1)
                .input("position_ids", DType.INT64, -1, -1)
                .input("past_key_values.0.key", DType.FLOAT, -1, -1, 3)
                .output("logits", DType.FLOAT, -1, -1, 3)
                .output("present.0.key", DType.FLOAT, -1, -1, 3)
                .initializer(randomFloats("net.wte.weight", 11L, 3L))
                .initializer(randomFloats("net.wpe.weight", 16L, 3L))
                .node("wte", "Gather", List.of("net.wte.weight", "input_ids"), List.of("words"))
                .node("wpe", "Gather", List.of("net.wpe.weight", "position_ids"), List.of("places"))
                .node("sum", "Add", List.of("words", "places"), List.of("key"))
                .node(
                        "cat",
                        "Concat",
                        List.of("past_key_values.0.key", "key"),
                        List.of("present.0.key"),
                        attribute("axis", 1L))
                .node("out", "Tanh", List.of("present.0.key"), List.of("logits"))
                .write(file);
        try (ImportedModel model = ImportedModel.open(file)) {
            assertEquals(List.of(new Value("input_ids", DType.INT64, Shape.of(2, 5))), model.inputs(2, 5));
            Map<String, Tensor> feeds = Imports.feeds(model.inputs(2, 5), 11, 1);
            float[] found = Imports.logits(model, 2, 5, feeds);
            Map<String, Tensor> all = new HashMap<>(feeds);
            all.put("position_ids", Tensor.ofLongs(Shape.of(2, 5), 0, 1, 2, 3, 4, 0, 1, 2, 3, 4));
            all.put("past_key_values.0.key", Tensor.zeros(DType.FLOAT, Shape.of(2, 0, 3)));
            Imports.assertClose(Imports.logitsOfFile(file, all), found, 1e-6);
        }
    }

    @Test
    void filesOfOneShapeSayWhichTheyTake() throws IOException {
        CraftedModel model = SmallModels.tokens();
        model.graph().clearInput();
        model.input("input_ids", DType.INT64, 1, 8)
                .input("attention_mask", DType.INT64, 1, 8)
                .write(file);
        try (ImportedModel open = ImportedModel.open(file)) {
            assertEquals(8, open.maxSequenceLength());
            assertGivesWhatTheFileGives(1, 8);
            String message = assertThrows(RequestException.class, () -> open.forward(4, 16))
                    .getMessage();
            assertTrue(message.contains("fixed to batch_size 1 and sequence_length 8"), message);
            Imports.assertOneSentence(file, message);
        }
    }

    @Test
    void halfPrecisionIsComputedInSingle() throws IOException {
        TensorProto.Builder weight = CraftedModel.tensor("net.out.weight", DType.FLOAT16, List.of(4L, 2L));
        for (short bits : new short[] {0x3c00, 0x3800, (short) 0xbc00, 0, 0x4000, 0x3400, (short) 0xb800, 0x3c00}) {
            weight.addInt32Data(bits & 0xffff);
        }
        new CraftedModel(18)
                .input("pixel_values", DType.FLOAT16, -1, 2, 4, 4)
                .output("logits", DType.FLOAT16, -1, 16)
                .initializer(weight)
                .node("out", "MatMul", List.of("pixel_values", "net.out.weight"), List.of("a"))
                .node("back", "Cast", List.of("a"), List.of("b"), attribute("to", 10L))
                .node("logits", "Flatten", List.of("b"), List.of("logits"))
                .write(file);
        try (ImportedModel model = ImportedModel.open(file)) {
            LinearModule layer = model.linearModules().get(0);
            Tensor wide = model.weight(layer.weightName());
            assertEquals(DType.FLOAT, wide.dtype());
            assertEquals(0.25f, wide.floats()[5]);
            Map<String, Tensor> feeds = Imports.feeds(model.inputs(2, 1), 1, 1);
            float[] image = feeds.get("pixel_values").floats();
            float[] logits = Imports.logits(model, 2, 1, feeds);
            assertEquals(image[0] - image[1] + 2 * image[2] - 0.5f * image[3], logits[0], 1e-6);
        }
    }

    @Test
    void whatLiesBesideTheFileIsUsed() throws IOException {
        SmallModels.tokens().write(file);
        try (ImportedModel bare = ImportedModel.open(file)) {
            assertEquals(0, bare.padTokenId());
            String message =
                    assertThrows(RequestException.class, bare::openTokenizer).getMessage();
            assertTrue(message.contains("no tokenizer.json beside it"), message);
            Imports.assertOneSentence(file, message);
        }
        Files.writeString(folder.resolve("config.json"), "{\"max_position_embeddings\": 32, \"pad_token_id\": 3}");
        try (ImportedModel model = ImportedModel.open(file)) {
            assertEquals(32, model.maxSequenceLength());
            assertEquals(3, model.padTokenId());
        }
    }

    @Test
    void tablesOfPositionsLimitTheSequence() throws IOException {
        SmallModels.tokens().write(file);
        try (ImportedModel model = ImportedModel.open(file)) {
            assertEquals(32, model.maxSequenceLength());
            assertEquals(32 * 2, model.forward(2, 32).outputs().get(0).shape().dim(0));
            String message = assertThrows(RequestException.class, () -> model.forward(2, 33))
                    .getMessage();
            assertTrue(message.contains("picks row 32 in node 'places' (Gather), whose table has 32"), message);
            Imports.assertOneSentence(file, message);
        }
    }

    @Test
    void batchesThatNoMemoryHoldsAreRefused() throws IOException {
        SmallModels.tokens().write(file);
        try (ImportedModel model = ImportedModel.open(file)) {
            String message = assertThrows(RequestException.class, () -> model.forward(Integer.MAX_VALUE, 32))
                    .getMessage();
            Imports.assertOneSentence(file, message);
            assertTrue(message.contains("more than any memory holds"), message);
        }
    }
}
