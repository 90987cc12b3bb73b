package org.rankscope.model.imported;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.Tokenizer;
import org.rankscope.model.hf.HuggingFaceTokenizer;

/** What lies beside a model's file: its config.json and tokenizer.json, each if it is there. */
final class ModelFolder {
    private static final List<String> POSITIONS =
            List.of("max_position_embeddings", "n_positions", "n_ctx", "max_sequence_length", "seq_length");

    private final Path model;
    private final JsonNode config;

    private ModelFolder(Path model, JsonNode config) {
        this.model = model;
        this.config = config;
    }

    static ModelFolder of(Path model) {
        Path config = model.resolveSibling("config.json");
        return new ModelFolder(
                model,
                Files.isRegularFile(config) ? StrictJson.readTree(config) : JsonNodeFactory.instance.objectNode());
    }

    private OptionalInt number(String field) {
        JsonNode value = config.path(field);
        JsonNode one = value.isArray() && !value.isEmpty() ? value.get(0) : value;
        return one.canConvertToInt() && one.asInt() >= 0 ? OptionalInt.of(one.asInt()) : OptionalInt.empty();
    }

    /** The longest sequence by config.json. */
    OptionalInt positions() {
        return POSITIONS.stream()
                .map(this::number)
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    /** {@code pad_token_id}, else {@code eos_token_id}, else 0. */
    int padTokenId() {
        return number("pad_token_id").orElse(number("eos_token_id").orElse(0));
    }

    OptionalInt decoderStartTokenId() {
        return number("decoder_start_token_id");
    }

    Tokenizer openTokenizer(int vocabSize) {
        Path file = model.resolveSibling("tokenizer.json");
        if (!Files.isRegularFile(file)) {
            throw new RequestException(
                    model + ": there is no tokenizer.json beside it; copy the one that belongs to the"
                            + " model there, or train on batches that are tokens already.");
        }
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.open(file);
        try {
            tokenizer.checkFits(vocabSize);
        } catch (RequestException e) {
            tokenizer.close();
            throw e;
        }
        return tokenizer;
    }
}
