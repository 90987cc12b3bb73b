package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.rankscope.model.hf.Fixtures.assertRefused;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;

class EncoderConfigTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bert|hidden_size|770|is 770, expected a multiple of num_attention_heads, which is 12",
                "bert|hidden_act|\"mish\"|expected one of gelu",
                "bert|position_embedding_type|\"relative_key\"|expected \"absolute\"",
                "bert|is_decoder|true|expected false",
                "bert|pad_token_id|40000|less than vocab_size, which is 30522",
                "bert|id2label|{}|the name of each class",
                "roberta|max_position_embeddings|3|pad_token_id + 3 or more",
                "distilbert|n_heads|0|a whole number above 0",
                "deberta-v2|pos_att_type|[\"c2p\", \"p2p\"]|c2p, p2c or both",
                "deberta-v2|conv_kernel_size|4|an odd number",
                "deberta-v2|pooler_hidden_size|4|the hidden_size, which is 1536",
                "deberta-v2|attention_head_size|-1|a whole number above 0"
            })
    void whatIsWrongIsNamed(String type, String field, String value, String expected) throws IOException {
        Path file = write(type, field, value);
        assertRefused(
                file,
                () -> HuggingFaceModel.graph(file, HeadSpec.of(Task.SEQUENCE_CLASSIFICATION)),
                "'" + field + "'",
                expected);
    }

    /** A configuration that says nothing is that of the transformers library's class. */
    @ParameterizedTest
    @CsvSource({
        "bert, 768, 30522, 512",
        "roberta, 768, 50265, 510",
        "distilbert, 768, 30522, 512",
        "deberta-v2, 1536, 128100, 512"
    })
    void whatIsLeftOutIsAsTheLibraryHasIt(String type, int hidden, int vocab, int longest) throws IOException {
        ModelGraph model = HuggingFaceModel.graph(
                write(type, "model_type", "\"" + type + "\""), HeadSpec.of(Task.TOKEN_CLASSIFICATION));
        assertEquals(vocab, model.vocabSize());
        assertEquals(longest, model.maxSequenceLength());
        assertEquals(hidden, model.parameters().get("classifier.weight").dim(1));
        assertEquals(2, model.outputSize());
    }

    private Path write(String type, String field, String value) throws IOException {
        ObjectNode config = StrictJson.mapper().createObjectNode().put("model_type", type);
        config.set(field, StrictJson.mapper().readTree(value));
        Path file = folder.resolve("config.json");
        StrictJson.write(file, config);
        return file;
    }
}
