package org.rankscope.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Precision;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.model.imported.ImportedModel;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.BaseReference;
import org.rankscope.peft.FrozenBase;
import org.rankscope.peft.MethodCase;

/** Every method in every form that it is exported in, and back: as docs/export.md says. */
@ParameterizedClass
@MethodSource("cases")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoundTripTest {
    private static final int BATCH = 3;
    private static final int LENGTH = 9;
    private static final int LONGEST = 24;
    private static final double TOLERANCE = 1e-5;

    /** What no weight can have in it. */
    private static final Set<Method> NEVER_MERGED =
            EnumSet.of(Method.BOTTLENECK, Method.PREFIX_TUNING, Method.PROMPT_TUNING);

    private static final Set<Method> WITHOUT_PEFT_FORM = EnumSet.of(Method.BITFIT, Method.FULL);

    /** Sums of low-rank products, which a graph takes as inputs. */
    private static final Set<Method> AS_INPUTS = EnumSet.of(Method.LORA, Method.RSLORA, Method.DYLORA, Method.QLORA);

    @Parameter
    MethodCase one;

    private Method method;
    private Path stored;
    private Adapted adapted;
    private SampleBatch sample;

    @TempDir
    Path folder;

    static Stream<MethodCase> cases() {
        return MethodCase.all();
    }

    /** As training leaves it: stored, and read again where it is no part of the model itself. */
    @BeforeParameterizedClassInvocation(injectArguments = false)
    void adapt(@TempDir Path given) throws IOException {
        method = one.config().method();
        BaseModel model = FrozenBase.of(one.plain(), one.config(), Precision.FP32);
        Adapted made = Adaptations.of(model, one.spec(1).task(), one.config()).adapted();
        stored = given.resolve("stored");
        if (WITHOUT_PEFT_FORM.contains(method)) {
            adapted = made;
        } else {
            Map<String, Tensor> values = new HashMap<>(made.values());
            values.putAll(made.method().fixedValues(model, 0));
            made.method().save(stored, made.base(), values);
            adapted = reopened(model, stored);
        }
        sample = SampleBatch.of(adapted, BATCH, LENGTH);
    }

    @AfterParameterizedClassInvocation
    void close() {
        adapted.model().close();
    }

    @Test
    void aPeftFolderHoldsEveryBit() throws IOException {
        Path out = folder.resolve("peft");
        Path again = folder.resolve("again");
        if (WITHOUT_PEFT_FORM.contains(method)) {
            assertThrows(RequestException.class, () -> write(ExportFormat.PEFT, adapted, out));
            return;
        }
        write(ExportFormat.PEFT, adapted, out);
        Adapted read = reopened(adapted.model(), out);
        assertSame(logits(read));
        write(ExportFormat.PEFT, read, again);
        PeftExportTest.assertSame(PeftExportTest.tensors(stored), PeftExportTest.tensors(out));
        PeftExportTest.assertSame(PeftExportTest.tensors(out), PeftExportTest.tensors(again));
        assertEquals(AdapterFiles.readConfig(out), AdapterFiles.readConfig(again));
    }

    @Test
    void aMergedModelComputesTheSame() throws IOException {
        Path out = folder.resolve("merged");
        if (NEVER_MERGED.contains(method)) {
            assertThrows(RequestException.class, () -> write(ExportFormat.MERGED, adapted, out));
            return;
        }
        write(ExportFormat.MERGED, adapted, out);
        try (BaseModel merged =
                HuggingFaceModel.open(out, HeadSpec.of(adapted.base().task()))) {
            assertSame(logits(merged));
        }
    }

    @Test
    void aGraphComputesTheSame() throws IOException {
        Path onnx = folder.resolve("model.onnx");
        Exported exported = writeGraph(onnx);
        assertTrue(exported.difference() < TOLERANCE, () -> one + ": " + exported);
        if (isInput()) {
            assertIsTakenBy(onnx);
            return;
        }
        assertThrows(RequestException.class, () -> write(ExportFormat.ONNX_ADAPTER, adapted, folder.resolve("no")));
        if (NEVER_MERGED.contains(method) || method == Method.FULL) {
            // The other graphs are that of 'full', with fewer weights changed.
            try (ImportedModel imported = ImportedModel.open(onnx)) {
                assertEquals(adapted.model().vocabSize(), imported.vocabSize());
                assertSame(logits(imported));
            }
        }
    }

    /** For batches of any size where the method makes the graph another, or takes inputs of it. */
    private Exported writeGraph(Path out) throws IOException {
        boolean anySize = NEVER_MERGED.contains(method) || method == Method.LORA;
        return anySize
                ? OnnxExport.write(
                        adapted,
                        out,
                        Optional.empty(),
                        Optional.of(Math.min(LONGEST, adapted.model().maxSequenceLength())))
                : OnnxExport.write(adapted, out, Optional.of(BATCH), Optional.of(LENGTH));
    }

    private boolean isInput() {
        return AS_INPUTS.contains(method)
                && adapted.targets().stream()
                        .noneMatch(target -> target.module().isConvolution()
                                || target.module().embedding());
    }

    /** The file is the base, and the adapter that it takes is the same to the bit, on it and on the model. */
    private void assertIsTakenBy(Path onnx) throws IOException {
        Path file = folder.resolve("adapter.onnx_adapter");
        try (ImportedModel imported = ImportedModel.open(onnx)) {
            Tensor base = logits(adapted.model());
            assertArrayEquals(base.floats(), logits(imported).floats(), 1e-5f);
            assertTrue(sample.difference(base) > 10 * TOLERANCE);
            write(ExportFormat.ONNX_ADAPTER, adapted, file);
            for (BaseModel model : List.of(imported, adapted.model())) {
                Adapted read = reopened(model, file);
                assertSame(logits(read));
                Path again = folder.resolve("again.onnx_adapter");
                write(ExportFormat.ONNX_ADAPTER, read, again);
                assertEquals(-1, Files.mismatch(file, again));
                Files.delete(again);
            }
        }
    }

    private static void write(ExportFormat format, Adapted adapted, Path out) throws IOException {
        Exports.write(format, adapted, out, Optional.empty(), Optional.empty());
    }

    private Adapted reopened(BaseModel model, Path adapter) {
        return Adapted.read(
                model,
                adapter,
                AdapterFiles.readConfig(adapter),
                new BaseReference("tiny", one.spec(1).task()),
                0);
    }

    private static Tensor logits(Adapted adapted) {
        return SampleBatch.of(adapted, BATCH, LENGTH).expected();
    }

    private Tensor logits(BaseModel model) {
        return SampleBatch.logits(model.forward(BATCH, LENGTH), model::weight, sample.inputs());
    }

    /** Where the method has virtual tokens, an opened file says nothing at their places. */
    private SampleBatch ofText(Tensor found) {
        Tensor expected = sample.expected();
        int classes = Math.toIntExact(expected.shape().dim(-1));
        int all = Math.toIntExact(expected.shape().elements() / BATCH);
        int text = Math.toIntExact(found.shape().elements() / BATCH);
        if (method != Method.PROMPT_TUNING || all == text) {
            return sample;
        }
        assertEquals(adapted.method().virtualTokens() * classes, all - text);
        float[] kept = new float[BATCH * text];
        for (int row = 0; row < BATCH; row++) {
            System.arraycopy(expected.floats(), (row + 1) * all - text, kept, row * text, text);
        }
        return new SampleBatch(sample.inputs(), Tensor.ofFloats(found.shape(), kept));
    }

    private void assertSame(Tensor found) {
        double difference = ofText(found).difference(found);
        assertTrue(difference < TOLERANCE, () -> one + ": logits differ by " + difference + " of the largest");
    }
}
