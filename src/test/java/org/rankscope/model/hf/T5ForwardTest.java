package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.model.hf.Fixtures.assertRefused;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.graph.Tensor;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;

/** T5 against {@link T5Reference}. */
class T5ForwardTest {
    private static final int VOCAB = 29;
    private static final HeadSpec HEAD = HeadSpec.of(Task.SEQ2SEQ_LM);

    @TempDir
    Path folder;

    private static Map<String, Object> config(String feedForward, boolean tied) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model_type", "t5");
        config.put("vocab_size", VOCAB);
        config.put("d_model", 18);
        config.put("d_kv", 5);
        config.put("d_ff", 26);
        config.put("num_layers", 3);
        config.put("num_decoder_layers", 2);
        config.put("num_heads", 3);
        config.put("relative_attention_num_buckets", 10);
        config.put("relative_attention_max_distance", 9);
        config.put("feed_forward_proj", feedForward);
        config.put("tie_word_embeddings", tied);
        config.put("decoder_start_token_id", 2);
        return config;
    }

    /** 256 tokens make the decoder attend in blocks. */
    @ParameterizedTest
    @CsvSource({"relu, true, 13", "gated-gelu, false, 13", "gelu, false, 9", "gated-gelu, true, 256"})
    void logitsEqualTheDefinition(String feedForward, boolean tied, int seq) throws IOException {
        PlainWeights weights = RandomModels.write(folder, config(feedForward, tied), HEAD);
        int batch = seq > 100 ? 1 : 3;
        TokenRows rows = TokenRows.of(batch, seq, VOCAB, 0, 5);
        TokenRows answers = TokenRows.of(batch, seq, VOCAB, 0, 6);
        Map<String, Tensor> inputs = new LinkedHashMap<>(rows.inputs(false));
        inputs.put("decoder_input_ids", answers.inputs(false).get("input_ids"));
        inputs.put("decoder_attention_mask", answers.inputs(false).get("attention_mask"));
        float[] logits = RandomModels.logits(folder, HEAD, inputs);

        DoubleUnaryOperator activation =
                switch (feedForward) {
                    case "relu" -> PlainWeights.RELU;
                    case "gelu" -> PlainWeights.GELU;
                    default -> PlainWeights.GELU_NEW;
                };
        T5Reference reference = new T5Reference(weights, 3, 2, 3, 10, 9, activation, tied);
        assertEquals(batch * seq * VOCAB, logits.length);
        for (int row = 0; row < batch; row++) {
            double[][] expected = reference.logits(rows.ids(row), rows.mask(row), answers.ids(row), answers.mask(row));
            for (int token = 0; token < seq; token++) {
                for (int i = 0; i < VOCAB && answers.present(row * seq + token); i++) {
                    float found = logits[(row * seq + token) * VOCAB + i];
                    assertEquals(expected[token][i], found, 1e-4, "row " + row + " token " + token + " logit " + i);
                }
            }
        }
        assertEquals(Set.of(), weights.unused());
    }

    /** Of 32 buckets and distances up to 128, by the library that defines them. */
    @Test
    void bucketsAreThoseOfThePublishedModels() {
        RelativeBuckets both = new RelativeBuckets(32, 128, true);
        RelativeBuckets before = new RelativeBuckets(32, 128, false);
        int[] offsets = {0, -1, 1, -7, -8, -11, -12, -16, -32, -64, -127, -500, 8, 16, 64, 200};
        assertEquals(
                List.of(0, 1, 17, 7, 8, 8, 9, 10, 12, 14, 15, 15, 24, 26, 30, 31),
                IntStream.of(offsets).map(both::of).boxed().toList());
        assertEquals(
                List.of(0, 1, 0, 7, 8, 11, 12, 16, 21, 26, 31, 31, 0, 0, 0, 0),
                IntStream.of(offsets).map(before::of).boxed().toList());
    }

    @Test
    void theDecoderBeginsWithItsOwnTokenElseWithPadding() throws IOException {
        RandomModels.write(folder, config("relu", true), HEAD);
        try (HuggingFaceModel model = HuggingFaceModel.open(folder, HEAD)) {
            assertEquals(OptionalInt.of(2), model.decoderStartTokenId());
            assertTrue(model.linearModules().stream()
                    .anyMatch(module -> module.name().equals("lm_head") && module.head()));
        }
        Map<String, Object> config = config("relu", true);
        config.remove("decoder_start_token_id");
        config.put("pad_token_id", 4);
        RandomModels.write(folder, config, HEAD);
        try (HuggingFaceModel model = HuggingFaceModel.open(folder, HEAD)) {
            assertEquals(OptionalInt.of(4), model.decoderStartTokenId());
        }
    }

    /** transformers 5 writes tie_word_embeddings true for all, and says by scale_decoder_outputs which model it is. */
    @Test
    void newerConfigurationsSayUnderAnotherNameWhetherTheHeadIsTheEmbedding() throws IOException {
        Map<String, Object> config = config("gated-gelu", true);
        config.put("scale_decoder_outputs", false);
        RandomModels.write(folder, config, HEAD);
        try (HuggingFaceModel model = HuggingFaceModel.open(folder, HEAD)) {
            assertTrue(model.parameters().containsKey("lm_head.weight"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "feed_forward_proj|\"gated-abc\"|relu",
                "relative_attention_num_buckets|3|4 or more",
                "relative_attention_max_distance|5|more than half of relative_attention_num_buckets, which is 10",
                "decoder_start_token_id|40|less than vocab_size, which is 29",
                "num_heads|0|a whole number above 0"
            })
    void whatIsWrongIsNamed(String field, String value, String expected) throws IOException {
        Path file = folder.resolve("config.json");
        Map<String, Object> config = config("relu", true);
        config.put(field, StrictJson.mapper().readTree(value));
        StrictJson.write(file, config);
        assertRefused(file, () -> HuggingFaceModel.graph(file, HEAD), "'" + field + "'", expected);
    }
}
