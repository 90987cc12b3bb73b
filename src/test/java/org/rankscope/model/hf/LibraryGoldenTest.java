package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.graph.DType;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.LinearModule;
import org.rankscope.model.Task;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.safetensors.SafetensorsFile;

/**
 * Small models of random weights as transformers 5.18 and 4.57 save them, of every architecture, with the logits that these
 * give in double precision, the names of modules in memory, and what PEFT 0.21 adapts. Rows are padded at their ends.
 */
class LibraryGoldenTest {
    private static final Path ROOT = Fixtures.ROOT.resolve("library");
    private static final double TOLERANCE = 1e-4;

    static Stream<String> models() throws IOException {
        return Stream.concat(in("5.18"), in("4.57"));
    }

    static Stream<String> newer() throws IOException {
        return in("5.18");
    }

    /** Those for which PEFT accepts {@code all-linear}. */
    static Stream<String> adaptedByPeft() throws IOException {
        return newer().filter(name -> expected(name).has("all_linear"));
    }

    private static Stream<String> in(String version) throws IOException {
        try (Stream<Path> folders = Files.list(ROOT.resolve(version))) {
            return folders.map(folder -> version + "/" + folder.getFileName()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void logitsAreTheLibrarys(String name) {
        SafetensorsFile golden = SafetensorsFile.open(ROOT.resolve(name).resolve("expected.safetensors"));
        Tensor expected = golden.tensor("logits");
        try (HuggingFaceModel model = open(name)) {
            assertEquals(Set.of(), model.freshModules());
            Map<String, Tensor> inputs = inputs(model, golden);
            Tensor first = inputs.values().iterator().next();
            int batch = (int) first.shape().dim(0);
            int seq = (int) first.shape().dim(1);
            float[] logits;
            try (Session session =
                            Session.open(model.forward(batch, seq), model::weight, SessionConfig.on(Device.CPU));
                    Session.Results results = session.run(inputs)) {
                logits = results.tensor("logits").floats();
            }
            assertEquals(expected.shape().elements(), logits.length);
            int size = (int) expected.shape().dim(-1);
            long[] mask = inputs.containsKey("attention_mask")
                    ? inputs.getOrDefault("decoder_attention_mask", inputs.get("attention_mask"))
                            .longs()
                    : new long[0];
            boolean tokens = mask.length * size == logits.length;
            int compared = 0;
            for (int i = 0; i < logits.length; i++) {
                if (!tokens || mask[i / size] == 1) {
                    double want = expected.data().getDouble(i * Double.BYTES);
                    assertEquals(want, logits[i], TOLERANCE * Math.max(1, Math.abs(want)), "logit " + i);
                    compared++;
                }
            }
            assertTrue(compared > logits.length / 2, "only " + compared + " logits were compared");
        }
    }

    private static Map<String, Tensor> inputs(HuggingFaceModel model, SafetensorsFile golden) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        String shaped = golden.names().contains("input.input_ids") ? "input.input_ids" : "input.pixel_values";
        int batch = (int) golden.tensor(shaped).shape().dim(0);
        int seq = (int) golden.tensor(shaped).shape().dim(1);
        inputs.put(shaped.substring("input.".length()), golden.tensor(shaped));
        for (Value input : model.inputs(batch, seq)) {
            String name = "input." + input.name();
            inputs.put(
                    input.name(),
                    golden.names().contains(name) ? golden.tensor(name) : Tensor.zeros(DType.INT64, input.shape()));
        }
        return inputs;
    }

    @ParameterizedTest
    @MethodSource("newer")
    void parametersAndLinearLayersBearTheLibrarysNames(String name) {
        try (HuggingFaceModel model = open(name)) {
            assertEquals(
                    names(name, "parameters"), new TreeSet<>(model.parameters().keySet()));
            assertEquals(names(name, "linear"), linear(model, true));
        }
    }

    /** PEFT leaves a head out where it knows it for one: without a task, that of classes of images it adapts. */
    @ParameterizedTest
    @MethodSource("adaptedByPeft")
    void allLinearIsAllButTheHead(String name) {
        try (HuggingFaceModel model = open(name)) {
            Set<String> adapted = names(name, "all_linear");
            model.linearModules().stream().filter(LinearModule::head).forEach(head -> adapted.remove(head.name()));
            assertEquals(adapted, linear(model, false));
        }
    }

    private static Set<String> linear(HuggingFaceModel model, boolean withHeads) {
        return model.linearModules().stream()
                .filter(module -> !module.isConvolution() && (withHeads || !module.head()))
                .map(LinearModule::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode expected(String name) {
        return StrictJson.readTree(ROOT.resolve(name).resolve("expected.json"));
    }

    private static Set<String> names(String name, String field) {
        Set<String> names = new TreeSet<>();
        expected(name).path(field).forEach(entry -> names.add(entry.asText()));
        return names;
    }

    private static HuggingFaceModel open(String name) {
        String task = expected(name).path("task").asText();
        return HuggingFaceModel.open(
                ROOT.resolve(name),
                HeadSpec.of(Arrays.stream(Task.values())
                        .filter(known -> known.json().equals(task))
                        .findFirst()
                        .orElseThrow()));
    }
}
