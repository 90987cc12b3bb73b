package org.rankscope.model.hf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

/**
 * What the files beside a tokenizer.json say of conversations: tokenizer_config.json, which comes first,
 * special_tokens_map.json and chat_template.jinja, as transformers 4 and 5 write them.
 *
 * @param specialTokens texts by the names that templates know them by; those that are not set are left out
 * @param chatTemplate the default one where there are several
 */
record TokenizerSettings(Map<String, String> specialTokens, Optional<String> chatTemplate) {
    private static final String CONFIG = "tokenizer_config.json";
    private static final String TOKENS = "special_tokens_map.json";
    private static final String TEMPLATE = "chat_template.jinja";
    private static final List<String> NAMES =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");

    /** Reads what there is in {@code directory}. */
    static TokenizerSettings read(Path directory) {
        JsonNode config = tree(directory.resolve(CONFIG));
        JsonNode map = tree(directory.resolve(TOKENS));
        Map<String, String> tokens = new LinkedHashMap<>();
        for (String name : NAMES) {
            text(config.path(name)).or(() -> text(map.path(name))).ifPresent(token -> tokens.put(name, token));
        }
        return new TokenizerSettings(Map.copyOf(tokens), template(directory.resolve(TEMPLATE), config));
    }

    private static JsonNode tree(Path file) {
        return Files.exists(file) ? StrictJson.readTree(file) : MissingNode.getInstance();
    }

    /** A token as its text, or as an object with its content. */
    private static Optional<String> text(JsonNode token) {
        JsonNode text = token.isObject() ? token.path("content") : token;
        return text.isTextual() ? Optional.of(text.textValue()) : Optional.empty();
    }

    /** A file of its own counts more than the field, as in the transformers library. */
    private static Optional<String> template(Path file, JsonNode config) {
        if (Files.exists(file)) {
            try {
                return Optional.of(Files.readString(file));
            } catch (IOException e) {
                throw new RequestException(file + ": can't be read (" + e.getMessage() + ").", e);
            }
        }
        JsonNode field = config.path("chat_template");
        for (JsonNode named : field) {
            if (field.isArray() && named.path("name").asText().equals("default")) {
                return text(named.path("template"));
            }
        }
        return text(field);
    }
}
