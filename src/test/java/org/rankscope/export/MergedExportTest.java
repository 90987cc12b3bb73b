package org.rankscope.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.graph.DType;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.model.imported.ImportedModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.TargetSpec;
import org.rankscope.safetensors.SafetensorsFile;
import org.rankscope.safetensors.SafetensorsWriter;

/** Each export opens the model that it wrote, and compares its logits with those of the base with the adapter. */
class MergedExportTest {
    private static final Path MODELS = Path.of("src/test/resources/fixtures/models");
    private static final Path LLAMA = MODELS.resolve("llama-tiny");
    private static final TargetSpec QUERIES = TargetSpec.list(List.of("q_proj"));

    @TempDir
    Path dir;

    private Path out;

    @BeforeEach
    void nameThePlace() {
        out = dir.resolve("merged");
    }

    @Test
    void onlyWhatIsAdaptedChanges() throws IOException {
        export(LLAMA, QUERIES);
        Map<String, Tensor> base = tensors(LLAMA);
        Map<String, Tensor> merged = tensors(out);
        assertEquals(base.keySet(), merged.keySet());
        base.forEach((name, tensor) -> assertEquals(
                name.contains("q_proj"), !tensor.data().equals(merged.get(name).data()), name));
        assertEquals(
                StrictJson.readTree(LLAMA.resolve("config.json")), StrictJson.readTree(out.resolve("config.json")));
        assertEquals(-1, Files.mismatch(LLAMA.resolve("tokenizer.json"), out.resolve("tokenizer.json")));
    }

    /** Rounded to the checkpoint's sixteen bits the update would be lost in part. */
    @Test
    void whatDoesNotChangeKeepsItsType() throws IOException {
        export(MODELS.resolve("llama-tiny-bf16"), QUERIES);
        Map<String, Tensor> base = tensors(MODELS.resolve("llama-tiny-bf16"));
        tensors(out).forEach((name, tensor) -> {
            boolean changed = name.contains("q_proj");
            assertEquals(changed ? DType.FLOAT : DType.BFLOAT16, tensor.dtype(), name);
            assertTrue(changed || tensor.data().equals(base.get(name).data()), name);
        });
    }

    @Test
    void shardsStayShards() throws IOException {
        Path sharded = sharded(LLAMA);
        export(sharded, QUERIES);
        Set<String> files = new TreeSet<>();
        try (Stream<Path> all = Files.list(out)) {
            all.forEach(file -> files.add(file.getFileName().toString()));
        }
        assertEquals(
                Set.of("config.json", "model-1.safetensors", "model-2.safetensors", "model.safetensors.index.json"),
                files);
        JsonNode index = StrictJson.readTree(out.resolve("model.safetensors.index.json"));
        assertEquals(
                StrictJson.readTree(sharded.resolve("model.safetensors.index.json"))
                        .get("weight_map"),
                index.get("weight_map"));
        assertEquals(156480L * 4, index.get("metadata").get("total_size").asLong());
    }

    @Test
    void aNewHeadBringsItsClasses() throws IOException {
        Path base = withoutHead();
        HeadSpec head = new HeadSpec(Task.SEQUENCE_CLASSIFICATION, List.of("no", "yes", "maybe"), true, false, false);
        try (Adaptations.Opened opened = Adaptations.of(
                HuggingFaceModel.open(base, head), head.task(), AdapterConfig.lora(2, 4, List.of("query")))) {
            MergedExport.write(opened.adapted(), out);
        }
        JsonNode config = StrictJson.readTree(out.resolve("config.json"));
        assertEquals(
                "BertForSequenceClassification",
                config.get("architectures").get(0).asText());
        assertEquals("maybe", config.get("id2label").get("2").asText());
        assertEquals(1, config.get("label2id").get("yes").asInt());
        // The base has its tensors under bare names, among which a head would be taken for one of the model's.
        assertTrue(tensors(out).containsKey("classifier.weight"));
        assertTrue(tensors(out).containsKey("bert.encoder.layer.0.attention.self.query.weight"));
        try (HuggingFaceModel again = HuggingFaceModel.open(out, HeadSpec.of(head.task()))) {
            assertEquals(List.of("no", "yes", "maybe"), again.labels());
            assertEquals(Set.of(), again.freshModules());
        }
    }

    @Test
    void aHeadForANumberIsOneOfRegression() throws IOException {
        HeadSpec head = new HeadSpec(Task.SEQUENCE_CLASSIFICATION, List.of(), false, true, true);
        try (Adaptations.Opened opened = Adaptations.of(
                HuggingFaceModel.open(MODELS.resolve("bert-tiny-cls"), head),
                head.task(),
                AdapterConfig.lora(2, 4, List.of("query")))) {
            MergedExport.write(opened.adapted(), out);
        }
        JsonNode config = StrictJson.readTree(out.resolve("config.json"));
        assertEquals("regression", config.get("problem_type").asText());
        assertEquals(1, config.get("id2label").size());
    }

    /** Merged into, the table of the tokens would change with it. */
    @Test
    void aTiedHeadIsNotMergedInto() {
        try (Adaptations.Opened opened =
                Adaptations.lora(MODELS.resolve("qwen2-tiny"), TargetSpec.list(List.of("lm_head")))) {
            assertThrows(RequestException.class, () -> MergedExport.write(opened.adapted(), out));
        }
        assertFalse(Files.exists(out));
    }

    /** What the codes stand for is what the adapter was trained on. */
    @Test
    void aBaseInFourBitsIsMergedAsItWasSeen() throws IOException {
        try (Adaptations.Opened opened = Adaptations.inFourBits(LLAMA)) {
            Exported exported = MergedExport.write(opened.adapted(), out);
            assertTrue(exported.difference() < 1e-5, exported.toString());
            assertEquals(1, exported.notes().size());
        }
        Map<String, Tensor> base = tensors(LLAMA);
        Map<String, Tensor> merged = tensors(out);
        String untouched = "model.layers.0.mlp.up_proj.weight";
        assertFalse(base.get(untouched).data().equals(merged.get(untouched).data()));
        assertEquals(
                base.get("lm_head.weight").data(), merged.get("lm_head.weight").data());
    }

    @Test
    void trainingAllParametersGivesAWholeModel() throws IOException {
        AdapterConfig full =
                AdapterConfigBuilder.builder().method(AdapterConfig.Method.FULL).build();
        try (Adaptations.Opened opened = Adaptations.of(MODELS.resolve("vit-tiny"), full)) {
            MergedExport.write(opened.adapted(), out);
        }
        assertEquals(tensors(MODELS.resolve("vit-tiny")).keySet(), tensors(out).keySet());
    }

    @Test
    void anOnnxFileHasNoDirectoryToMergeInto() {
        Path onnx = Path.of("src/test/resources/fixtures/onnx/llama-tiny.torchscript-sdpa-opset17.onnx");
        try (Adaptations.Opened opened =
                Adaptations.of(ImportedModel.open(onnx), Task.CAUSAL_LM, AdapterConfig.lora(2, 4, List.of("q_proj")))) {
            assertThrows(RequestException.class, () -> MergedExport.write(opened.adapted(), out));
        }
        assertFalse(Files.exists(out));
    }

    private void export(Path model, TargetSpec targets) throws IOException {
        try (Adaptations.Opened opened = Adaptations.lora(model, targets)) {
            Exported exported = MergedExport.write(opened.adapted(), out);
            assertTrue(exported.difference() < 1e-5, exported.toString());
        }
    }

    /** The tensors of {@code model} over two files. */
    private Path sharded(Path model) throws IOException {
        Path folder = Files.createDirectory(dir.resolve("sharded"));
        Files.copy(model.resolve("config.json"), folder.resolve("config.json"));
        Map<String, Map<String, Tensor>> shards = new LinkedHashMap<>();
        Map<String, String> places = new HashMap<>();
        tensors(model).forEach((name, tensor) -> {
            String shard = name.contains("layers.0") ? "model-1.safetensors" : "model-2.safetensors";
            shards.computeIfAbsent(shard, key -> new HashMap<>()).put(name, tensor);
            places.put(name, shard);
        });
        for (Map.Entry<String, Map<String, Tensor>> shard : shards.entrySet()) {
            SafetensorsWriter.write(folder.resolve(shard.getKey()), shard.getValue(), Map.of("format", "pt"));
        }
        StrictJson.write(folder.resolve("model.safetensors.index.json"), Map.of("weight_map", places));
        return folder;
    }

    /** BERT as it is published: without a head, and without {@code bert.} in front of its names. */
    private Path withoutHead() throws IOException {
        Path folder = Files.createDirectory(dir.resolve("bare"));
        Path model = MODELS.resolve("bert-tiny-cls");
        ObjectNode config = (ObjectNode) StrictJson.readTree(model.resolve("config.json"));
        config.remove(List.of("id2label", "label2id"));
        config.putArray("architectures").add("BertModel");
        StrictJson.write(folder.resolve("config.json"), config);
        Map<String, Tensor> bare = new HashMap<>();
        tensors(model).forEach((name, tensor) -> {
            if (name.startsWith("bert.")) {
                bare.put(name.substring("bert.".length()), tensor);
            }
        });
        SafetensorsWriter.write(folder.resolve("model.safetensors"), bare, Map.of());
        return folder;
    }

    private static Map<String, Tensor> tensors(Path model) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(model)) {
            files.filter(file -> file.toString().endsWith(".safetensors")).forEach(path -> {
                SafetensorsFile file = SafetensorsFile.open(path);
                file.names().forEach(name -> tensors.put(name, file.tensor(name)));
            });
        }
        return tensors;
    }
}
