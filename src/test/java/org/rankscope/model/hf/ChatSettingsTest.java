package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatSettingsTest {
    @TempDir
    private Path model;

    @Test
    void tokensAreSpelledOutInTheirConfiguration() throws IOException {
        write("tokenizer_config.json", """
                {"bos_token": null, "eos_token": {"content": "<|im_end|>", "special": true}, "add_bos_token": false,
                 "model_max_length": 9}""");
        assertEquals(Map.of("eos_token", "<|im_end|>"), settings().specialTokens());
    }

    @Test
    void otherwiseTheModelGivesTheirIds() throws IOException {
        write("config.json", "{\"bos_token_id\": 1, \"eos_token_id\": [2, 3], \"pad_token_id\": null}");
        write("tokenizer.json", """
                {"added_tokens": [{"id": 1, "content": "<s>"}, {"id": 2, "content": "</s>"}, {"id": 3, "content": "x"}]}""");
        assertEquals(Map.of("bos_token", "<s>", "eos_token", "</s>"), settings().specialTokens());
        write("special_tokens_map.json", "{\"eos_token\": \"<end>\"}");
        assertEquals(
                Map.of("bos_token", "<s>", "eos_token", "<end>"), settings().specialTokens());
    }

    @Test
    void theTemplateIsAFieldOrOneOfSeveralOrAFile() throws IOException {
        assertEquals(Optional.empty(), settings().template());
        write("tokenizer_config.json", "{\"chat_template\": \"{{ 1 }}\"}");
        assertEquals(Optional.of("{{ 1 }}"), settings().template());
        write("tokenizer_config.json", """
                {"chat_template": [{"name": "tool_use", "template": "{{ 2 }}"}, {"name": "default", "template": "{{ 3 }}"}]}""");
        assertEquals(Optional.of("{{ 3 }}"), settings().template());
        write("chat_template.jinja", "{{ 4 }}");
        assertEquals(Optional.of("{{ 4 }}"), settings().template());
    }

    private ChatSettings settings() {
        return new ChatSettings(model);
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(model.resolve(name), content);
    }
}
