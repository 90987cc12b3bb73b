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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.model.imported.ImportedModel;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.FrozenBase;
import org.rankscope.peft.MethodCase;

/** Every method in every form that it is exported in, and back: as docs/export.md says. */
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

    @TempDir
    Path folder;

    static Stream<MethodCase> cases() {
        return MethodCase.all();
    }

    /** As training leaves it: stored, and read again where it is no part of the model itself. */
    private Adaptations.Opened open(MethodCase one) throws IOException {
        BaseModel model = FrozenBase.of(one.plain(), one.config(), Precision.FP32);
        Adaptations.Opened made = Adaptations.of(model, one.spec(1).task(), one.config());
        Adapted adapted = made.adapted();
        if (WITHOUT_PEFT_FORM.contains(one.config().method())) {
            return made;
        }
        Path stored = folder.resolve("stored");
        Map<String, Tensor> values = new HashMap<>(adapted.values());
        values.putAll(adapted.method().fixedValues(model, 0));
        adapted.method().save(stored, adapted.base(), values);
        return new Adaptations.Opened(reopened(model, stored, adapted));
    }

    /** A folder of PEFT's holds every bit. */
    @ParameterizedTest
    @MethodSource("cases")
    void asAPeftFolder(MethodCase one) throws IOException {
        Path out = folder.resolve("peft");
        Path again = folder.resolve("again");
        try (Adaptations.Opened opened = open(one)) {
            Adapted adapted = opened.adapted();
            if (WITHOUT_PEFT_FORM.contains(one.config().method())) {
                assertThrows(RequestException.class, () -> write(ExportFormat.PEFT, adapted, out));
                return;
            }
            write(ExportFormat.PEFT, adapted, out);
            Adapted read = reopened(adapted.model(), out, adapted);
            SampleBatch sample = SampleBatch.of(adapted, BATCH, LENGTH);
            assertTrue(sample.difference(logits(read)) < TOLERANCE);
            write(ExportFormat.PEFT, read, again);
            PeftExportTest.assertSame(PeftExportTest.tensors(folder.resolve("stored")), PeftExportTest.tensors(out));
            PeftExportTest.assertSame(PeftExportTest.tensors(out), PeftExportTest.tensors(again));
            assertEquals(AdapterFiles.readConfig(out), AdapterFiles.readConfig(again));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void asAMergedModel(MethodCase one) throws IOException {
        Path out = folder.resolve("merged");
        try (Adaptations.Opened opened = open(one)) {
            Adapted adapted = opened.adapted();
            if (NEVER_MERGED.contains(one.config().method())) {
                assertThrows(RequestException.class, () -> write(ExportFormat.MERGED, adapted, out));
                return;
            }
            write(ExportFormat.MERGED, adapted, out);
            SampleBatch sample = SampleBatch.of(adapted, BATCH, LENGTH);
            try (BaseModel merged =
                    HuggingFaceModel.open(out, HeadSpec.of(adapted.base().task()))) {
                Tensor found = SampleBatch.logits(merged.forward(BATCH, LENGTH), merged::weight, sample.inputs());
                assertTrue(sample.difference(found) < TOLERANCE);
            }
        }
    }

    /** The file is the base, or the base with the adapter in it; the adapter that it takes is the same to the bit. */
    @ParameterizedTest
    @MethodSource("cases")
    void asAGraphAndWhatItTakes(MethodCase one) throws IOException {
        Path onnx = folder.resolve("model.onnx");
        Path file = folder.resolve("adapter.onnx_adapter");
        try (Adaptations.Opened opened = open(one)) {
            Adapted adapted = opened.adapted();
            OnnxExport.write(
                    adapted,
                    onnx,
                    Optional.empty(),
                    Optional.of(Math.min(LONGEST, adapted.model().maxSequenceLength())));
            boolean asInputs = AS_INPUTS.contains(one.config().method())
                    && adapted.targets().stream()
                            .noneMatch(target -> target.module().isConvolution()
                                    || target.module().embedding());
            if (one.config().method() == Method.PROMPT_TUNING && adapted.base().task() == Task.CAUSAL_LM) {
                assertThrows(RequestException.class, () -> ImportedModel.open(onnx));
                return;
            }
            SampleBatch sample = SampleBatch.of(adapted, BATCH, LENGTH);
            try (ImportedModel imported = ImportedModel.open(onnx)) {
                Tensor alone = SampleBatch.logits(imported.forward(BATCH, LENGTH), imported::weight, sample.inputs());
                if (!asInputs) {
                    assertTrue(sample.difference(alone) < TOLERANCE);
                    assertThrows(RequestException.class, () -> write(ExportFormat.ONNX_ADAPTER, adapted, file));
                    return;
                }
                Tensor base = SampleBatch.logits(
                        adapted.model().forward(BATCH, LENGTH), adapted.model()::weight, sample.inputs());
                assertArrayEquals(base.floats(), alone.floats(), 1e-5f);
                assertTrue(sample.difference(base) > 10 * TOLERANCE);
                write(ExportFormat.ONNX_ADAPTER, adapted, file);
                for (BaseModel model : new BaseModel[] {imported, adapted.model()}) {
                    Adapted read = reopened(model, file, adapted);
                    assertTrue(sample.difference(logits(read)) < TOLERANCE);
                    Path again = folder.resolve("again.onnx_adapter");
                    write(ExportFormat.ONNX_ADAPTER, read, again);
                    assertEquals(-1, Files.mismatch(file, again));
                    Files.delete(again);
                }
            }
        }
    }

    private static void write(ExportFormat format, Adapted adapted, Path out) throws IOException {
        Exports.write(format, adapted, out, Optional.empty(), Optional.empty());
    }

    private static Adapted reopened(BaseModel model, Path adapter, Adapted original) {
        return Adapted.read(model, adapter, AdapterFiles.readConfig(adapter), original.base(), 0);
    }

    /** Of {@code adapted} on the sample's batch. */
    private static Tensor logits(Adapted adapted) {
        return SampleBatch.of(adapted, BATCH, LENGTH).expected();
    }
}
