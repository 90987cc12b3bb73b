package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;

/** RoBERTa and DistilBERT against {@link EncoderReference}. */
class EncoderForwardTest {
    private static final int SEQ = 11;
    private static final int VOCAB = 31;
    private static final int CLASSES = 3;

    @TempDir
    Path folder;

    /** The padding token's id moves all positions; where it stands in front, the first token's position is the same. */
    @ParameterizedTest
    @CsvSource({
        "SEQUENCE_CLASSIFICATION, 1, 1",
        "SEQUENCE_CLASSIFICATION, 5, 2",
        "TOKEN_CLASSIFICATION, 1, 2",
        "TOKEN_CLASSIFICATION, 0, 1"
    })
    void robertaEqualsItsDefinition(Task task, int pad, int types) throws IOException {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model_type", "roberta");
        config.put("vocab_size", VOCAB);
        config.put("hidden_size", 15);
        config.put("num_hidden_layers", 2);
        config.put("num_attention_heads", 5);
        config.put("intermediate_size", 23);
        config.put("max_position_embeddings", SEQ + pad + 1);
        config.put("type_vocab_size", types);
        config.put("pad_token_id", pad);
        config.put("layer_norm_eps", 0.02);
        config.put("num_labels", CLASSES);
        PlainWeights weights = RandomModels.write(folder, config, HeadSpec.of(task));
        TokenRows rows = rows(pad, types);
        EncoderReference reference = new EncoderReference(weights, 2, 5, 0.02);
        assertLogits(
                task,
                rows,
                weights,
                true,
                row -> reference.roberta(
                        rows.ids(row), rows.mask(row), rows.types(row), pad, task == Task.TOKEN_CLASSIFICATION));
    }

    @ParameterizedTest
    @CsvSource({"SEQUENCE_CLASSIFICATION", "TOKEN_CLASSIFICATION"})
    void distilBertEqualsItsDefinition(Task task) throws IOException {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model_type", "distilbert");
        config.put("vocab_size", VOCAB);
        config.put("dim", 21);
        config.put("n_layers", 3);
        config.put("n_heads", 3);
        config.put("hidden_dim", 10);
        config.put("activation", "relu");
        config.put("max_position_embeddings", SEQ + 2);
        config.put("num_labels", CLASSES);
        PlainWeights weights = RandomModels.write(folder, config, HeadSpec.of(task));
        TokenRows rows = rows(0, 1);
        EncoderReference reference = new EncoderReference(weights, 3, 3, 1e-12);
        assertLogits(
                task,
                rows,
                weights,
                false,
                row -> reference.distilBert(rows.ids(row), rows.mask(row), task == Task.TOKEN_CLASSIFICATION));
    }

    private static TokenRows rows(int pad, int types) {
        TokenRows rows = TokenRows.of(3, SEQ, VOCAB, pad, 3);
        return types > 1
                ? rows
                : new TokenRows(rows.batch(), SEQ, rows.ids(), rows.mask(), new long[rows.types().length]);
    }

    private void assertLogits(
            Task task, TokenRows rows, PlainWeights weights, boolean typed, IntFunction<double[][]> reference) {
        float[] logits = RandomModels.logits(folder, HeadSpec.of(task), rows.inputs(typed));
        double[] expected = IntStream.range(0, rows.batch())
                .boxed()
                .flatMap(row -> Arrays.stream(reference.apply(row)))
                .flatMapToDouble(Arrays::stream)
                .toArray();
        assertEquals(Set.of(), weights.unused());
        assertEquals(expected.length, logits.length);
        for (int i = 0; i < logits.length; i++) {
            if (rows.present(task == Task.TOKEN_CLASSIFICATION ? i / CLASSES : i / CLASSES * SEQ)) {
                assertEquals(expected[i], logits[i], 1e-4, "logit " + i);
            }
        }
    }
}
