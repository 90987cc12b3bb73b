package org.rankscope.model.imported;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.onnx.CraftedModel.attribute;
import static org.rankscope.onnx.CraftedModel.nodeProto;
import static org.rankscope.onnx.CraftedModel.randomFloats;
import static org.rankscope.onnx.CraftedModel.tensor;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.LinearModule;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.onnx.CraftedModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.InitialFactors;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/** Models with weights in few bits, as ONNX Runtime's quantisers write them, against the numbers that the codes stand for. */
class PackedProductsTest {
    private static final Path PACKED = Imports.FIXTURES.resolve("packed");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("packed.onnx");
    }

    private static ImportedModel open(String name) {
        return ImportedModel.open(PACKED.resolve(name).resolve("model.onnx"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"q4-symmetric", "q4-asymmetric", "q8", "nf4", "fp4"})
    void layersAndNumbersAreThoseOfTheModel(String name) {
        try (HuggingFaceModel expected = HuggingFaceModel.open(PACKED.resolve(name));
                ImportedModel found = open(name)) {
            assertEquals(names(expected.linearModules()), names(found.linearModules()));
            assertEquals(names(expected.embeddings()), names(found.embeddings()));
            assertEquals(expected.parameters().keySet(), found.parameters().keySet());
            assertEquals(expected.vocabSize(), found.vocabSize());
            assertTrue(found.packedModules().containsAll(names(found.linearModules())));
            assertEquals(name.startsWith("q4"), found.packedModules().containsAll(names(found.embeddings())));
            for (String parameter : expected.parameters().keySet()) {
                assertArrayEquals(
                        expected.weight(parameter).floats(),
                        found.weight(parameter).floats(),
                        1e-7f,
                        parameter);
            }
            Map<String, Tensor> feeds = Imports.feeds(found.inputs(3, 9), found.vocabSize(), 5);
            float[] logits;
            try (Session session =
                            Session.open(expected.forward(3, 9), expected::weight, SessionConfig.on(Device.CPU));
                    Session.Results results = session.run(feeds)) {
                logits = results.tensor("logits").floats();
            }
            Imports.assertClose(logits, Imports.logits(found, 3, 9, feeds), 2e-5);
        }
    }

    private static Set<String> names(List<LinearModule> modules) {
        return modules.stream().map(LinearModule::name).collect(Collectors.toSet());
    }

    /** Written out nowhere: what is held is what the file holds. */
    @ParameterizedTest
    @CsvSource({"q4-symmetric, 0.2", "q8, 0.55"})
    void weightsStayCodes(String name, double most) {
        try (ImportedModel model = open(name)) {
            Graph graph = model.forward(2, 5);
            long floats = graph.parameters().stream()
                    .filter(parameter -> parameter.dtype() == DType.FLOAT)
                    .mapToLong(parameter -> parameter.shape().elements())
                    .sum();
            long all = model.parameters().values().stream()
                    .mapToLong(shape -> shape.elements())
                    .sum();
            assertTrue(floats < most * all, floats + " of " + all);
            long held = graph.parameters().stream()
                    .mapToLong(value -> value.shape().elements() * value.dtype().bytes())
                    .sum();
            assertEquals(held, model.weightBytes());
            graph.constants()
                    .keySet()
                    .forEach(constant -> assertTrue(constant.shape().elements() < 100, constant.toString()));
        }
    }

    @Test
    void whatWouldTrainTheCodesIsRefused() {
        try (ImportedModel model = open("q4-symmetric")) {
            assertRefused(
                    model,
                    AdapterConfigBuilder.builder().method(AdapterConfig.Method.FULL),
                    "lm_head",
                    "'full'",
                    "'lora'");
            assertRefused(
                    model,
                    AdapterConfigBuilder.builder().r(2).modulesToSave(List.of("lm_head")),
                    "lm_head",
                    "modules_to_save");
            assertRefused(
                    model,
                    AdapterConfigBuilder.builder().r(2).modulesToSave(List.of("embed_tokens")),
                    "model.embed_tokens",
                    "modules_to_save");
            assertRefused(
                    model,
                    AdapterConfigBuilder.builder().r(2).initLoraWeights(InitialFactors.LOFTQ),
                    "'loftq'",
                    "codes");
            AdapterMethod norm = AdapterMethod.of(
                    AdapterConfigBuilder.builder()
                            .r(2)
                            .modulesToSave(List.of("model.norm"))
                            .build(),
                    model);
            assertTrue(
                    norm.trainable().containsKey("model.norm.weight"),
                    norm.trainable().toString());
        }
    }

    private static void assertRefused(ImportedModel model, AdapterConfigBuilder config, String... parts) {
        String message = assertThrows(RequestException.class, () -> AdapterMethod.of(config.build(), model))
                .getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), part + " in: " + message);
        }
        assertTrue(message.endsWith("."), message);
    }

    /** The runtime would read beyond the end of them. */
    @ParameterizedTest
    @CsvSource({"15, 2, 32", "16, 1, 32", "16, 2, 0", "16, 2, -1"})
    void tensorsThatAreShorterThanTheAttributesSayAreRefused(long bytes, long scales, long block) throws IOException {
        packed(bytes, scales, block).write(file);
        Imports.assertRefused(file, "contradicts itself", "(com.microsoft.MatMulNBits)", "expected");
    }

    /** Two rows of 6 numbers in one block each, with a bias inside. */
    @Test
    void aBiasInsideIsTheLayersBias() throws IOException {
        packed(16, 2, 32).write(file);
        try (ImportedModel model = ImportedModel.open(file)) {
            LinearModule head = model.linearModules().get(0);
            assertEquals("head", head.name());
            assertTrue(head.hasBias() && head.head(), head.toString());
            assertTrue(
                    model.parameters().containsKey(head.biasName()),
                    model.parameters().toString());
            Map<String, Tensor> feeds = Imports.feeds(model.inputs(2, 5), SmallModels.VOCABULARY, 1);
            Imports.assertClose(Imports.logitsOfFile(file, feeds), Imports.logits(model, 2, 5, feeds), 1e-5);
        }
    }

    private static CraftedModel packed(long bytes, long scales, long block) {
        byte[] codes = new byte[Math.toIntExact(2 * bytes)];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (37 * i + 11);
        }
        CraftedModel model = new CraftedModel(18)
                .opset("com.microsoft", 1)
                .input("input_ids", DType.INT64, -1, -1)
                .output("logits", DType.FLOAT, -1, -1, 2)
                .initializer(randomFloats("net.embed.weight", (long) SmallModels.VOCABULARY, 6L))
                .initializer(tensor("net.head.weight_Q4", DType.UINT8, List.of(2L, 1L, bytes))
                        .setRawData(ByteString.copyFrom(codes)))
                .initializer(randomFloats("net.head.weight_scales", scales))
                .initializer(randomFloats("net.head.bias", 2L))
                .node("embed", "Gather", List.of("net.embed.weight", "input_ids"), List.of("embedded"));
        model.graph()
                .addNode(nodeProto(
                                "head",
                                "MatMulNBits",
                                List.of(
                                        "embedded",
                                        "net.head.weight_Q4",
                                        "net.head.weight_scales",
                                        "",
                                        "",
                                        "net.head.bias"),
                                List.of("logits"),
                                attribute("K", 6L),
                                attribute("N", 2L),
                                attribute("bits", 4L),
                                attribute("block_size", block))
                        .setDomain("com.microsoft"));
        return model;
    }

    /** Encoder and decoder are given rows of one length. */
    @Test
    void aDecoderOfAnotherLengthIsRefused() throws IOException {
        new CraftedModel(18)
                .input("input_ids", DType.INT64, 2, 8)
                .input("decoder_input_ids", DType.INT64, 2, 5)
                .output("logits", DType.FLOAT, 2, 5, 6)
                .initializer(randomFloats("net.embed.weight", (long) SmallModels.VOCABULARY, 6L))
                .node("one", "Gather", List.of("net.embed.weight", "input_ids"), List.of("a"))
                .node("two", "Gather", List.of("net.embed.weight", "decoder_input_ids"), List.of("b"))
                .node("first", "ReduceMean", List.of("a"), List.of("mean"))
                .node("sum", "Add", List.of("b", "mean"), List.of("logits"))
                .write(file);
        Imports.assertRefused(file, "8 and of 5");
    }

    @Test
    void valuesOfADecodersTokensAreThoseOfItsTable() {
        try (ImportedModel model = ImportedModel.open(Imports.FIXTURES.resolve("library/5.18/t5/model.onnx"))) {
            assertEquals(
                    List.of("input_ids", "attention_mask", "decoder_input_ids"),
                    model.inputs(2, 4).stream().map(Value::name).toList());
            assertEquals(48, model.valuesOf("decoder_input_ids").orElseThrow());
            assertEquals(0, model.decoderStartTokenId().orElseThrow());
            // Relative positions have no end.
            assertEquals(Integer.MAX_VALUE, model.maxSequenceLength());
        }
    }
}
