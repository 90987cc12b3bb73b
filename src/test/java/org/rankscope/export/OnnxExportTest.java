package org.rankscope.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.imported.ImportedModel;
import org.rankscope.onnx.OnnxAdapterFile;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.TargetSpec;
import org.rankscope.runtime.ModelFile;

class OnnxExportTest {
    private static final Path LIBRARY = Path.of("src/test/resources/fixtures/library/5.18");

    private static final Path MODELS = Path.of("src/test/resources/fixtures/models");
    private static final Path GOLDEN = Path.of("src/test/resources/fixtures/golden");
    private static final Path LORA = GOLDEN.resolve("llama-tiny/lora/adapter_init");

    /** Graphs of long rows take their time to be built. */
    private static final int LONGEST = 64;

    @TempDir
    Path dir;

    private Path onnx;

    @BeforeEach
    void nameTheFile() {
        onnx = dir.resolve("model.onnx");
    }

    static Stream<String> architectures() throws IOException {
        try (Stream<Path> folders = Files.list(LIBRARY)) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
        }
    }

    /** The export runs the file at sizes that its graph was not made from, and compares. */
    @ParameterizedTest
    @MethodSource("architectures")
    void aGraphOfEveryArchitectureTakesBatchesOfAnySize(String name) throws IOException {
        try (Adaptations.Opened opened = Adaptations.lora(LIBRARY.resolve(name), TargetSpec.usual())) {
            Exported exported = export(opened.adapted());
            assertTrue(exported.difference() < 1e-5, exported.toString());
        }
    }

    @Test
    void theAdaptersFileMakesTheBaseTheAdaptedModel() throws IOException {
        try (Adaptations.Opened opened = Adaptations.stored(MODELS.resolve("llama-tiny"), LORA)) {
            Adapted adapted = opened.adapted();
            export(adapted);
            Path file = dir.resolve("adapter.onnx_adapter");
            OnnxAdapterExport.write(adapted, file);
            SampleBatch sample = SampleBatch.of(adapted, 4, 24);
            Graph base = adapted.model().forward(4, 24);
            Tensor plain = SampleBatch.logits(base, adapted.model()::weight, sample.inputs());
            try (ModelFile onnxFile = ModelFile.open(onnx)) {
                Tensor with = onnxFile.run(sample.inputs(), "logits", Optional.of(file));
                Tensor without = onnxFile.run(sample.inputs(), "logits", Optional.empty());
                assertEquals(Shape.of(4, 24, 512), with.shape());
                assertArrayEquals(sample.expected().floats(), with.floats(), 1e-5f);
                assertArrayEquals(plain.floats(), without.floats(), 1e-5f);
            }
            assertFalse(Arrays.equals(plain.floats(), sample.expected().floats()));
        }
    }

    /** A head that is trained whole is an input, too; left out it is the base model's. */
    @Test
    void aTrainedHeadGoesWithTheAdapter() throws IOException {
        Path adapter = GOLDEN.resolve("bert-tiny-cls/lora/adapter_init");
        try (Adaptations.Opened opened = Adaptations.stored(MODELS.resolve("bert-tiny-cls"), adapter)) {
            assertTrue(export(opened.adapted()).difference() < 1e-5);
            OnnxAdapterExport.write(opened.adapted(), dir.resolve("a.onnx_adapter"));
            Set<String> names =
                    OnnxAdapterFile.read(dir.resolve("a.onnx_adapter")).keySet();
            assertTrue(names.containsAll(Set.of("classifier.weight", "classifier.bias")), names.toString());
        }
    }

    /** Through both kinds of files and back: what PEFT holds is the one with the scaling apart. */
    @Test
    void roundTripsOfAdapterFilesChangeNoBit() throws IOException {
        Path first = dir.resolve("first.onnx_adapter");
        Path second = dir.resolve("second.onnx_adapter");
        Path peft = dir.resolve("peft");
        Path third = dir.resolve("third.onnx_adapter");
        Path llama = MODELS.resolve("llama-tiny");
        Path pattern = GOLDEN.resolve("llama-tiny/lora_pattern/adapter_init");
        write(ExportFormat.ONNX_ADAPTER, llama, pattern, first);
        write(ExportFormat.ONNX_ADAPTER, llama, first, second);
        write(ExportFormat.PEFT, llama, first, peft);
        write(ExportFormat.ONNX_ADAPTER, llama, peft, third);
        assertEquals(-1, Files.mismatch(first, second));
        assertEquals(-1, Files.mismatch(first, third));
    }

    private static void write(ExportFormat format, Path model, Path adapter, Path out) throws IOException {
        try (Adaptations.Opened opened = Adaptations.stored(model, adapter)) {
            Exports.write(format, opened.adapted(), out, Optional.empty(), Optional.empty());
        }
    }

    /** The places for adapters are left out, so that the file is the base model again, layers and all. */
    @ParameterizedTest
    @ValueSource(strings = {"llama-tiny", "gpt2-tiny", "bert-tiny-tok", "vit-tiny"})
    void anExportedGraphOpensAsTheBaseModel(String name) throws IOException {
        try (Adaptations.Opened opened =
                Adaptations.lora(MODELS.resolve(name), TargetSpec.words(List.of("all-linear")))) {
            Adapted adapted = opened.adapted();
            export(adapted);
            ImportedModel imported = ImportedModel.open(onnx);
            assertEquals(layers(adapted.model()), layers(imported));
            assertEquals(
                    adapted.model().inputs(3, 9).stream().map(Value::name).toList(),
                    imported.inputs(3, 9).stream().map(Value::name).toList());
            SampleBatch sample = SampleBatch.of(adapted, 3, 9);
            Tensor expected =
                    SampleBatch.logits(adapted.model().forward(3, 9), adapted.model()::weight, sample.inputs());
            Tensor found = SampleBatch.logits(imported.forward(3, 9), imported::weight, sample.inputs());
            assertArrayEquals(expected.floats(), found.floats(), 1e-5f);
            // And the same adapter on it is exported to the same bytes.
            Adapted again = Adapted.read(imported, adapter(adapted), readConfig(), adapted.base(), 0);
            OnnxAdapterExport.write(again, dir.resolve("again.onnx_adapter"));
            assertEquals(-1, Files.mismatch(dir.resolve("a.onnx_adapter"), dir.resolve("again.onnx_adapter")));
        }
    }

    private Path adapter(Adapted adapted) throws IOException {
        OnnxAdapterExport.write(adapted, dir.resolve("a.onnx_adapter"));
        return dir.resolve("a.onnx_adapter");
    }

    private AdapterConfig readConfig() {
        return AdapterFiles.readConfig(dir.resolve("a.onnx_adapter"));
    }

    private static Set<String> layers(ModelGraph model) {
        return model.linearModules().stream().map(LinearModule::name).collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @EnumSource(names = {"DORA", "ADALORA", "IA3", "BOTTLENECK", "BITFIT", "PROMPT_TUNING", "PREFIX_TUNING"})
    void otherMethodsAreInTheGraphForGood(AdapterConfig.Method method) throws IOException {
        AdapterConfig config =
                AdapterConfigBuilder.builder().method(method).r(2).build();
        try (Adaptations.Opened opened = Adaptations.of(MODELS.resolve("qwen2-tiny"), config)) {
            Exported exported = export(opened.adapted());
            assertTrue(exported.difference() < 1e-5, exported.toString());
            String message = assertThrows(
                            RequestException.class,
                            () -> OnnxAdapterExport.write(opened.adapted(), dir.resolve("a.onnx_adapter")))
                    .getMessage();
            assertTrue(message.contains("'" + method.json() + "'") && message.contains("'onnx'"), message);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PROMPT_TUNING", "PREFIX_TUNING"})
    void virtualTokensOfAnEncoderAndADecoderTakeNoPlaceInTheLogits(AdapterConfig.Method method) throws IOException {
        AdapterConfig config = AdapterConfigBuilder.builder()
                .method(method)
                .numVirtualTokens(3)
                .build();
        try (Adaptations.Opened opened = Adaptations.of(MODELS.resolve("t5-tiny"), config)) {
            Exported exported = export(opened.adapted());
            assertTrue(exported.difference() < 1e-5, exported.toString());
            assertEquals(
                    SampleBatch.of(opened.adapted(), 2, 5).expected().shape().elements(),
                    2L * 5 * opened.adapted().model().outputSize());
        }
    }

    /** The base is in the file as training saw it, and takes less room. */
    @Test
    void aBaseInFourBitsStaysInFourBits() throws IOException {
        try (Adaptations.Opened whole = Adaptations.lora(MODELS.resolve("llama-tiny"), TargetSpec.usual());
                Adaptations.Opened opened = Adaptations.inFourBits(MODELS.resolve("llama-tiny"))) {
            long bytes = export(whole.adapted()).bytes();
            Files.delete(onnx);
            Exported exported = export(opened.adapted());
            assertTrue(exported.difference() < 1e-5, exported.toString());
            assertTrue(exported.bytes() < 0.7 * bytes, exported.bytes() + " of " + bytes);
        }
    }

    @Test
    void aFileCanBeFixedToOneSize() throws IOException {
        try (Adaptations.Opened opened = Adaptations.lora(MODELS.resolve("llama-tiny"), TargetSpec.usual())) {
            OnnxExport.write(opened.adapted(), onnx, Optional.of(2), Optional.of(12));
            ImportedModel imported = ImportedModel.open(onnx);
            assertEquals(12, imported.maxSequenceLength());
            assertThrows(RequestException.class, () -> imported.inputs(3, 12));
            assertThrows(
                    RequestException.class,
                    () -> OnnxExport.write(
                            opened.adapted(), dir.resolve("b.onnx"), Optional.empty(), Optional.of(100_000)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bert-tiny-cls.torchscript-sdpa-opset17",
                "gpt2-tiny.dynamo-sdpa-opset18",
                "llama-tiny.torchscript-sdpa-opset17",
                "vit-tiny.dynamo-sdpa-opset18"
            })
    void aModelThatCameAsOnnxIsExportedLikewise(String name) throws IOException {
        ImportedModel model = ImportedModel.open(Path.of("src/test/resources/fixtures/onnx", name + ".onnx"));
        AdapterConfig config = AdapterConfigBuilder.builder()
                .r(2)
                .targetModules(TargetSpec.words(List.of("all-linear")))
                .build();
        try (Adaptations.Opened opened = Adaptations.of(model, model.tasks().get(0), config)) {
            Exported exported = export(opened.adapted());
            assertTrue(exported.difference() < 1e-5, exported.toString());
        }
    }

    private Exported export(Adapted adapted) throws IOException {
        int longest = Math.min(LONGEST, adapted.model().maxSequenceLength());
        return OnnxExport.write(adapted, onnx, Optional.empty(), Optional.of(longest));
    }
}
