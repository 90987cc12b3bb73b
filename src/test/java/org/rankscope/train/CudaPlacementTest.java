package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Precision;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.FrozenBase;
import org.rankscope.peft.MethodCase;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.NeedsCuda;
import org.rankscope.runtime.SessionConfig;

/** No part of a training step runs on the processor, whatever the method and the precision. */
@NeedsCuda
class CudaPlacementTest {
    private static final int STEPS = 20;

    @TempDir
    Path folder;

    Device device() {
        return Device.cuda(0);
    }

    private static Stream<Arguments> cases() {
        return MethodCase.all().flatMap(method -> Stream.of(Precision.values())
                .filter(precision -> !precision.isFourBit() || method.config().method() != AdapterConfig.Method.FULL)
                .map(precision -> Arguments.of(method, precision)));
    }

    /** Work on a step of a method. */
    private interface Work {
        void on(PreparedSteps steps, SessionConfig config);
    }

    private void prepare(MethodCase method, Precision precision, Work work) {
        TrialSpec spec = method.spec(STEPS)
                .with()
                .adapter(method.config().forRun(STEPS))
                .precision(precision)
                .build();
        try (BaseModel model = FrozenBase.of(method.plain(), spec.adapter(), precision)) {
            work.on(PreparedSteps.of(model, spec, device()), session(precision));
        }
    }

    SessionConfig session(Precision precision) {
        return TrialSpec.session(precision, device()).withWholly(true);
    }

    /** ONNX Runtime refuses the graph if a node has no kernel for CUDA ({@code session.disable_cpu_ep_fallback}). */
    @ParameterizedTest
    @MethodSource("cases")
    void everyNodeHasAKernelOnTheDevice(MethodCase method, Precision precision) {
        prepare(method, precision, (steps, config) -> {
            try (TrainingSession session = steps.open(config)) {
                for (float loss : session.train(steps.feeds().steps(0, 2)).losses()) {
                    assertTrue(Float.isFinite(loss), "loss " + loss);
                }
            }
        });
    }

    /** What is copied once a call is none of the scan's; what is copied in the scan is copied at each step. */
    @ParameterizedTest
    @MethodSource("cases")
    void nothingIsCopiedFromStepToStep(MethodCase method, Precision precision) {
        prepare(method, precision, (steps, config) -> {
            List<String> few = operators(steps, config, 2);
            List<String> many = operators(steps, config, 6);
            assertTrue(many.size() > 2 * few.size(), "the profile doesn't look into the scan");
            assertEquals(copies(few), copies(many));
        });
    }

    private static List<String> copies(List<String> operators) {
        return operators.stream()
                .filter(name -> name.startsWith("Memcpy"))
                .sorted()
                .toList();
    }

    /** The operators that ran in {@code count} steps, from ONNX Runtime's profile. */
    private List<String> operators(PreparedSteps steps, SessionConfig config, int count) {
        Path prefix = folder.resolve("steps" + count);
        try (TrainingSession session = steps.open(config.withProfile(prefix))) {
            session.train(steps.feeds().steps(0, count));
        }
        try (Stream<Path> files = Files.list(folder)) {
            Path profile = files.filter(file -> file.getFileName().toString().startsWith("steps" + count))
                    .findFirst()
                    .orElseThrow();
            JsonNode events = StrictJson.mapper().readTree(profile.toFile());
            Files.delete(profile);
            return events.findParents("op_name").stream()
                    .map(args -> args.get("op_name").asText())
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
