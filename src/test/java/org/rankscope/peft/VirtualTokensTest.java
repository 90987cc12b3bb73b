package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.model.imported.ImportedModel;
import org.rankscope.safetensors.SafetensorsFile;

class VirtualTokensTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Path LLAMA = FIXTURES.resolve("models/llama-tiny");
    private static final Path T5 = FIXTURES.resolve("models/t5-tiny");
    private static final String PROMPT = "prompt_tuning";
    private static final String PREFIX = "prefix_tuning";

    @TempDir
    private Path folder;

    /** Of a llama with hidden size 64, 2 blocks, 2 key heads of 16. */
    @ParameterizedTest
    @CsvSource({"prompt_tuning, 448", "prefix_tuning, 896"})
    void aTokenHasOneEmbeddingOrAKeyAndAValueInEachBlock(String method, long parameters) {
        try (HuggingFaceModel model = HuggingFaceModel.open(LLAMA)) {
            assertEquals(parameters, ParameterCount.trainable(config(method, 7), model));
        }
    }

    /**
     * Of states of 24, keys of 32, 3 blocks of an encoder and 2 of a decoder: PEFT counts prompts twice, and the encoder's
     * blocks for prefixes.
     */
    @ParameterizedTest
    @CsvSource({"prompt_tuning, , 336", "prompt_tuning, 2, 336", "prompt_tuning, 1, 168", "prefix_tuning, , 1344"})
    void ofAnEncoderAndADecoderAsManyAreTrainedAsPeftCounts(String method, Integer submodules, long parameters) {
        AdapterConfig config = AdapterConfigBuilder.builder(config(method, 7))
                .numTransformerSubmodules(submodules)
                .build();
        try (HuggingFaceModel model = t5()) {
            assertEquals(parameters, ParameterCount.trainable(config, model));
        }
    }

    /** PEFT's own count, the encoder's blocks, would leave the last blocks of such a decoder without a prefix to go on from. */
    @Test
    void aDecoderDeeperThanItsEncoderHasAPrefixInEachBlock() throws IOException {
        ObjectNode json = (ObjectNode) StrictJson.readTree(T5.resolve("config.json"));
        json.put("num_layers", 2).put("num_decoder_layers", 5);
        Path deep = folder.resolve("config.json");
        StrictJson.write(deep, json);
        ModelGraph model = HuggingFaceModel.graph(deep, HeadSpec.of(Task.SEQ2SEQ_LM));
        assertEquals(2 * 7 * 32 * 5, ParameterCount.trainable(config(PREFIX, 7), model));
        AdapterMethod method = AdapterMethod.of(config(PREFIX, 7), model);
        assertEquals(
                model.inputs(1, 6),
                method.inject(method.base(model, 1, 6), AdapterMethod.Mode.EVALUATION)
                        .graph()
                        .inputs());
    }

    /** Rows and parts that nothing reads begin at 0, and no step moves them from there. */
    @ParameterizedTest
    @CsvSource({"prompt_tuning, 64", "prefix_tuning, 128"})
    void whatAnEncoderAndADecoderDoNotReadBeginsAtZero(String name, int read) {
        Path two = FIXTURES.resolve("library/5.18/t5");
        try (HuggingFaceModel model = HuggingFaceModel.open(two, HeadSpec.of(Task.SEQ2SEQ_LM))) {
            float[] start = start(name, 4, model, 0);
            assertEquals(2 * read, start.length);
            int others = 0;
            for (int i = 0; i < start.length; i++) {
                // Of the two blocks of the decoder both have the first key and value of a row.
                boolean isRead = name.equals(PROMPT) ? i < read : i % 64 < 32;
                others += isRead && start[i] != 0 ? 1 : 0;
                assertTrue(isRead || start[i] == 0, "number " + i);
            }
            assertEquals(read, others);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "llama-tiny, prompt_tuning, CAUSAL_LM",
        "llama-tiny, prefix_tuning, CAUSAL_LM",
        "t5-tiny, prompt_tuning, SEQ2SEQ_LM",
        "t5-tiny, prefix_tuning, SEQ2SEQ_LM"
    })
    void anAdapterOfPeftIsStoredAgainAsItWas(String name, String tuning, Task task) throws IOException {
        Path given = FIXTURES.resolve("golden").resolve(name).resolve(tuning).resolve("adapter_init");
        try (HuggingFaceModel model =
                HuggingFaceModel.open(FIXTURES.resolve("models").resolve(name), HeadSpec.of(task))) {
            AdapterMethod method = AdapterMethod.of(AdapterFiles.readConfig(given), model);
            method.save(folder, new BaseReference(name, task), method.load(given));
        }
        SafetensorsFile before = SafetensorsFile.open(given.resolve(AdapterFiles.WEIGHTS));
        SafetensorsFile after = SafetensorsFile.open(folder.resolve(AdapterFiles.WEIGHTS));
        assertEquals(before.names(), after.names());
        for (String tensor : before.names()) {
            assertEquals(before.shape(tensor), after.shape(tensor));
            assertArrayEquals(
                    before.tensor(tensor).floats(), after.tensor(tensor).floats());
        }
        ObjectNode written = (ObjectNode) StrictJson.readTree(given.resolve(AdapterFiles.CONFIG));
        JsonNode again = StrictJson.readTree(folder.resolve(AdapterFiles.CONFIG));
        written.remove("peft_version");
        assertEquals(written, again);
    }

    /** PEFT names the layers of a head otherwise beside virtual tokens than it does beside low-rank updates. */
    @Test
    void aTrainedHeadIsStoredUnderPeftsNames() {
        try (HuggingFaceModel model = HuggingFaceModel.open(
                FIXTURES.resolve("models/bert-tiny-tok"), HeadSpec.of(Task.TOKEN_CLASSIFICATION))) {
            AdapterConfig config = AdapterConfigBuilder.builder(config(PROMPT, 2))
                    .modulesToSave(List.of("classifier", "score"))
                    .build();
            assertEquals(
                    Set.of("prompt_embeddings", "base_model.classifier.weight", "base_model.classifier.bias"),
                    AdapterMethod.of(config, model).storedShapes().keySet());
        }
    }

    /** Without a head in the file PEFT wouldn't put the prompt in at all. */
    @Test
    void anUntrainedHeadIsStoredAsItIsAndReadAgain() throws IOException {
        try (HuggingFaceModel model = HuggingFaceModel.open(
                FIXTURES.resolve("models/bert-tiny-cls"), HeadSpec.of(Task.SEQUENCE_CLASSIFICATION))) {
            AdapterMethod method = AdapterMethod.of(config(PROMPT, 2), model);
            assertEquals(Set.of("prompt_embeddings"), method.trainable().keySet());
            Map<String, Tensor> values = new HashMap<>(method.initialValues(model, 0));
            values.putAll(method.fixedValues(model, 0));
            method.save(folder, new BaseReference("bert", Task.SEQUENCE_CLASSIFICATION), values);

            JsonNode written = StrictJson.readTree(folder.resolve(AdapterFiles.CONFIG));
            assertEquals("SEQ_CLS", written.get("task_type").asText());
            assertEquals(
                    "[\"classifier\",\"score\"]", written.get("modules_to_save").toString());
            SafetensorsFile file = SafetensorsFile.open(folder.resolve(AdapterFiles.WEIGHTS));
            assertEquals(
                    Set.of("prompt_embeddings", "base_model.classifier.weight", "base_model.classifier.bias"),
                    file.names());
            assertEquals(file.names(), method.storedShapes().keySet());
            for (AdapterMethod reader : List.of(method, AdapterMethod.stored(folder, model))) {
                Map<String, Tensor> read = reader.load(folder);
                assertEquals(values.keySet(), read.keySet());
                values.forEach((name, value) ->
                        assertArrayEquals(value.floats(), read.get(name).floats(), name));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PROMPT, PREFIX})
    void fewTokensBeginAsTheFirstOfMany(String name) {
        try (HuggingFaceModel llama = HuggingFaceModel.open(LLAMA);
                HuggingFaceModel t5 = t5()) {
            assertFewBeginAsTheFirstOfMany(name, llama, 1);
            assertFewBeginAsTheFirstOfMany(name, t5, name.equals(PROMPT) ? 2 : 1);
        }
    }

    /** @param stacks how often a file has {@code num_virtual_tokens} rows; the first of these are read */
    private static void assertFewBeginAsTheFirstOfMany(String name, BaseModel model, int stacks) {
        float[] many = start(name, 6, model, 3);
        float[] few = start(name, 2, model, 3);
        for (int i = 0; i < few.length / stacks; i++) {
            assertEquals(many[i], few[i], 1e-5);
        }
        assertTrue(!Arrays.equals(few, start(name, 2, model, 4)), "another seed begins elsewhere");
    }

    @Test
    void promptsBeginWithEmbeddingsAsTheFirstBlockSeesThem() {
        Path gemma = FIXTURES.resolve("library/5.18/gemma");
        try (HuggingFaceModel model = HuggingFaceModel.open(gemma)) {
            float[] table = model.weight("model.embed_tokens.weight").floats();
            float[] start = start(PROMPT, 1, model, 0);
            boolean found = false;
            for (int row = 0; row < table.length; row += start.length) {
                boolean same = true;
                for (int i = 0; i < start.length; i++) {
                    same &= Math.abs(start[i] - Math.sqrt(start.length) * table[row + i]) < 1e-5;
                }
                found |= same;
            }
            assertTrue(found, "no token's embedding: " + Arrays.toString(start));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PROMPT, PREFIX})
    void nothingIsMerged(String name) {
        try (HuggingFaceModel model = HuggingFaceModel.open(LLAMA)) {
            AdapterMethod method = AdapterMethod.of(config(name, 2), model);
            assertRefused(() -> method.merged(model, method.initialValues(model, 0)), name, "choose lora");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PROMPT, PREFIX})
    void rowsAndVirtualTokensFitThePositions(String name) {
        try (HuggingFaceModel model = HuggingFaceModel.open(LLAMA)) {
            AdapterMethod method = AdapterMethod.of(config(name, 5), model);
            int most = model.maxSequenceLength() - 5;
            assertEquals(
                    "input_ids", method.base(model, 1, most).inputs().get(0).name());
            assertRefused(() -> method.base(model, 1, most + 1), "num_virtual_tokens", "at most " + most + " tokens");
        }
    }

    @Test
    void whatDoesNotFitIsRefusedWithWhatWould() {
        try (HuggingFaceModel vit = HuggingFaceModel.open(
                        FIXTURES.resolve("models/vit-tiny"), HeadSpec.of(Task.IMAGE_CLASSIFICATION));
                HuggingFaceModel distilbert = HuggingFaceModel.open(
                        FIXTURES.resolve("library/5.18/distilbert-cls"), HeadSpec.of(Task.SEQUENCE_CLASSIFICATION));
                HuggingFaceModel t5 = t5();
                BaseModel imported =
                        ImportedModel.open(FIXTURES.resolve("onnx/llama-tiny.torchscript-sdpa-opset17.onnx"));
                HuggingFaceModel llama = HuggingFaceModel.open(LLAMA)) {
            assertRefused(() -> AdapterMethod.of(config(PROMPT, 2), vit), "prompt tuning", "pixel_values; choose lora");
            assertRefused(() -> AdapterMethod.of(config(PREFIX, 2), vit), "prefix tuning", "choose lora.");
            assertRefused(() -> AdapterMethod.of(stacks(PREFIX, 1), t5), "num_transformer_submodules", "expected 2");
            assertRefused(() -> AdapterMethod.of(stacks(PROMPT, 3), t5), "num_transformer_submodules", "expected 2");
            for (String name : List.of(PROMPT, PREFIX)) {
                assertRefused(
                        () -> AdapterMethod.of(stacks(name, 2), llama), "num_transformer_submodules", "expected 1");
            }
            for (BaseModel model : new BaseModel[] {distilbert, imported}) {
                assertRefused(
                        () -> AdapterMethod.of(config(PREFIX, 2), model),
                        "prefix tuning",
                        "choose lora or prompt_tuning.");
            }
            assertRefused(() -> AdapterMethod.of(config(PROMPT, 0), llama), "num_virtual_tokens", "at least 1");
            AdapterConfig biases = AdapterConfigBuilder.builder(config(PREFIX, 2))
                    .bias(Bias.ALL)
                    .build();
            assertRefused(() -> AdapterMethod.of(biases, llama), "bias", "leave it out");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "prefix_tuning, prefix_projection, true",
        "prompt_tuning, num_virtual_tokens, null",
        "prompt_tuning, a_field_of_tomorrow, 1"
    })
    void aFieldThatChangesTheResultIsRefusedByName(String method, String field, String value) throws IOException {
        Path given = FIXTURES.resolve("golden/llama-tiny").resolve(method).resolve("adapter_init");
        ObjectNode json = (ObjectNode) StrictJson.readTree(given.resolve(AdapterFiles.CONFIG));
        json.set(field, StrictJson.mapper().readTree(value));
        assertRefused(() -> PeftConfigJson.parse(json, "a"), "a: field '" + field + "'", ";");
    }

    @Test
    void anAdapterOfAnotherSizeIsNotLoaded() {
        Path given = FIXTURES.resolve("golden/llama-tiny/prompt_tuning/adapter_init");
        try (HuggingFaceModel model = HuggingFaceModel.open(LLAMA)) {
            AdapterMethod method = AdapterMethod.of(config(PROMPT, 4), model);
            assertRefused(() -> method.load(given), given.toString(), "num_virtual_tokens");
        }
    }

    private static float[] start(String method, int tokens, BaseModel model, long seed) {
        Map<String, Tensor> values =
                AdapterMethod.of(config(method, tokens), model).initialValues(model, seed);
        return values.get(VirtualTokens.EMBEDDINGS).floats();
    }

    private static HuggingFaceModel t5() {
        return HuggingFaceModel.open(T5, HeadSpec.of(Task.SEQ2SEQ_LM));
    }

    private static AdapterConfig stacks(String method, int submodules) {
        return AdapterConfigBuilder.builder(config(method, 2))
                .numTransformerSubmodules(submodules)
                .build();
    }

    private static AdapterConfig config(String method, int tokens) {
        return AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.valueOf(method.toUpperCase(Locale.ROOT)))
                .numVirtualTokens(tokens)
                .build();
    }

    private static void assertRefused(Executable work, String begins, String holds) {
        String message = assertThrows(RequestException.class, work).getMessage();
        assertTrue(message.contains(begins) && message.contains(holds), message);
    }
}
