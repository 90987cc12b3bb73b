package org.rankscope.model.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

/**
 * How a model writes conversations, from the files beside its tokenizer: its chat template, and the special tokens that
 * templates call by name.
 */
final class ChatSettings {
    private static final String TEMPLATE = "chat_template";
    private static final String TOKEN = "_token";

    private final Path directory;

    ChatSettings(Path directory) {
        this.directory = directory;
    }

    /** A file of its own, as Transformers writes it since 4.53, or a field of tokenizer_config.json; empty if there is none. */
    Optional<String> template() {
        Path file = directory.resolve(TEMPLATE + ".jinja");
        if (Files.exists(file)) {
            try {
                return Optional.of(Files.readString(file));
            } catch (IOException e) {
                throw new RequestException(file + ": can't be read (" + e.getMessage() + ").", e);
            }
        }
        JsonNode template = tree("tokenizer_config.json").path(TEMPLATE);
        // several templates, each with a name
        for (JsonNode named :
                template.isArray() ? template : StrictJson.mapper().createArrayNode()) {
            if (named.path("name").asText().equals("default")) {
                template = named.path("template");
            }
        }
        return template.isTextual() ? Optional.of(template.textValue()) : Optional.empty();
    }

    /** Texts by name: {@code eos_token} and so on. Where no file spells one out, its id in config.json says which it is. */
    Map<String, String> specialTokens() {
        Map<String, String> texts = new TreeMap<>();
        JsonNode config = tree("config.json");
        for (JsonNode added : tree("tokenizer.json").path("added_tokens")) {
            config.properties().forEach(field -> {
                JsonNode id = field.getValue().isArray() ? field.getValue().path(0) : field.getValue();
                if (field.getKey().endsWith(TOKEN + "_id") && id.isInt() && id.equals(added.path("id"))) {
                    String name = field.getKey().substring(0, field.getKey().length() - "_id".length());
                    texts.put(name, added.path("content").asText());
                }
            });
        }
        spelledOut(tree("special_tokens_map.json"), texts);
        spelledOut(tree("tokenizer_config.json"), texts);
        return texts;
    }

    private static void spelledOut(JsonNode fields, Map<String, String> texts) {
        fields.properties().forEach(field -> {
            JsonNode text = field.getValue().isObject() ? field.getValue().path("content") : field.getValue();
            if (field.getKey().endsWith(TOKEN) && text.isTextual()) {
                texts.put(field.getKey(), text.textValue());
            }
        });
    }

    private JsonNode tree(String name) {
        Path file = directory.resolve(name);
        return Files.exists(file)
                ? StrictJson.readTree(file)
                : StrictJson.mapper().createObjectNode();
    }
}
