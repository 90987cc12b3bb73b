package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.safetensors.SafetensorsFile;

/** Decoders of every kind against {@link ReferenceDecoder}: the first row is whole, the second padded on the right. */
class DecoderDefinitionsTest {
    private static final int SEQ = 23;
    private static final int PRESENT = 15;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("names")
    void logitsAreThoseOfTheDefinition(String name) throws IOException {
        TinyDecoders.write(folder, name, Task.CAUSAL_LM);
        assertEqualsReference(Task.CAUSAL_LM, SEQ, 0, PRESENT);
    }

    /** LongRoPE has other factors for short texts; 272 tokens attend in blocks of 136. */
    @ParameterizedTest
    @CsvSource({
        "phi3 longrope, 14",
        "mistral wide, 272",
        "mistral window, 272",
        "gemma2 defaults, 272",
        "gpt2 plain, 272",
        "opt plain, 272",
        "bloom plain, 272",
        "falcon grouped, 272"
    })
    void logitsAreThoseOfTheDefinitionAtOtherLengths(String name, int seq) throws IOException {
        TinyDecoders.write(folder, name, Task.CAUSAL_LM);
        assertEqualsReference(Task.CAUSAL_LM, seq, 0, seq - 3);
    }

    /** Falcon rounds biases to bfloat16, of which 6 heads show nothing below position 256. */
    @Test
    void falconsBiasesAreExactInShortTexts() throws IOException {
        TinyDecoders.write(folder, "falcon alibi", Task.CAUSAL_LM);
        assertEqualsReference(Task.CAUSAL_LM, 250, 0, 240);
    }

    /** Positions of OPT count the tokens that are there. */
    @Test
    void positionsOfOptDontCountPadding() throws IOException {
        TinyDecoders.write(folder, "opt plain", Task.CAUSAL_LM);
        assertEqualsReference(Task.CAUSAL_LM, SEQ, 6, SEQ);
    }

    @ParameterizedTest
    @MethodSource("types")
    void classesAreReadFromTheLastToken(String name) throws IOException {
        TinyDecoders.write(folder, name, Task.SEQUENCE_CLASSIFICATION);
        assertEqualsReference(Task.SEQUENCE_CLASSIFICATION, SEQ, 0, PRESENT);
    }

    /** What the cases above are there for: with a setting left out, the definition itself gives other logits. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            llama linear      | rope_scaling
            llama linear      | rope_theta
            llama llama3      | rope_parameters
            llama yarn        | rope_parameters
            mistral window    | sliding_window
            qwen2 upper       | max_window_layers
            qwen2 upper       | use_sliding_window
            qwen2 types       | layer_types
            qwen3 plain       | rope_theta
            gemma2 plain      | sliding_window
            gemma2 plain      | attn_logit_softcapping
            gemma2 plain      | final_logit_softcapping
            gemma2 plain      | query_pre_attn_scalar
            gemma2 uncapped   | attn_logit_softcapping
            gemma2 uncapped   | final_logit_softcapping
            gemma2 uncapped   | layer_types
            phi3 plain        | sliding_window
            phi3 longrope     | rope_scaling
            phi3 longrope     | original_max_position_embeddings
            gpt2 scaled       | scale_attn_by_inverse_layer_idx
            gpt2 unscaled     | scale_attn_weights
            gpt_neox plain    | rotary_pct
            gpt_neox plain    | rotary_emb_base
            gpt_neox in turn  | use_parallel_residual
            falcon alibi      | alibi
            bloom after       | apply_residual_connection_post_layernorm
            """)
    void everySettingShows(String name, String field) throws IOException {
        TinyDecoders.write(folder, name, Task.CAUSAL_LM);
        SafetensorsFile file = SafetensorsFile.open(folder.resolve("model.safetensors"));
        ObjectNode config = (ObjectNode) StrictJson.readTree(folder.resolve("config.json"));
        long[] ids = LongStream.range(0, SEQ).map(i -> i * 31 % 36 + 1).toArray();
        double[] with = new ReferenceDecoder(config.deepCopy(), file, SEQ).logits(ids)[SEQ - 1];
        config.remove(field);
        double[] without = new ReferenceDecoder(config, file, SEQ).logits(ids)[SEQ - 1];
        double difference = 0;
        for (int i = 0; i < with.length; i++) {
            difference = Math.max(difference, Math.abs(with[i] - without[i]));
        }
        assertTrue(difference > 1e-2, "difference " + difference);
    }

    @Test
    void everyDecoderHasACase() {
        assertEquals(
                Arrays.stream(Architecture.values())
                        .filter(known -> known.classNames().containsKey(Task.CAUSAL_LM))
                        .map(Architecture::modelType)
                        .collect(Collectors.toSet()),
                names().map(TinyDecoders::type).collect(Collectors.toSet()));
    }

    static Stream<String> names() {
        return TinyDecoders.names();
    }

    static Stream<String> types() {
        return TinyDecoders.oneOfEachType();
    }

    /** Compares a whole row and one whose tokens are those from {@code from} to {@code to}. */
    private void assertEqualsReference(Task task, int seq, int from, int to) throws IOException {
        long[] ids = new long[2 * seq];
        long[] mask = new long[2 * seq];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i * 31L % 36 + 1;
            mask[i] = i < seq || i >= seq + from && i < seq + to ? 1 : 0;
            ids[i] *= mask[i];
        }
        Shape shape = Shape.of(2, seq);
        float[] found;
        int outputs;
        try (HuggingFaceModel model = HuggingFaceModel.open(folder, HeadSpec.of(task));
                Session session = Session.open(model.forward(2, seq), model::weight, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(Map.of(
                        "input_ids", Tensor.ofLongs(shape, ids), "attention_mask", Tensor.ofLongs(shape, mask)))) {
            found = results.tensor("logits").floats();
            outputs = model.outputSize();
        }
        ReferenceDecoder reference = new ReferenceDecoder(
                StrictJson.readTree(folder.resolve("config.json")),
                SafetensorsFile.open(folder.resolve("model.safetensors")),
                seq);
        double[][] whole = reference.logits(Arrays.copyOf(ids, seq));
        double[][] part = reference.logits(Arrays.copyOfRange(ids, seq + from, seq + to));
        assertTrue(Arrays.stream(whole[0]).map(Math::abs).max().orElseThrow() > 0.1, "logits say nothing");
        if (task == Task.SEQUENCE_CLASSIFICATION) {
            assertEquals(2, outputs);
            assertRow(whole[0], found, 0);
            assertRow(part[0], found, 1);
            return;
        }
        for (int i = 0; i < seq; i++) {
            assertRow(whole[i], found, i);
        }
        for (int i = from; i < to; i++) {
            assertRow(part[i - from], found, seq + i);
        }
    }

    private static void assertRow(double[] expected, float[] found, int row) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[row * expected.length + i], 1e-4, "item " + row + ", logit " + i);
        }
    }
}
