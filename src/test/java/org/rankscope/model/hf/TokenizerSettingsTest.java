package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerSettingsTest {
    @TempDir
    Path folder;

    @Test
    void tokensAreTextsOrObjectsAndTheMapFillsIn() throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), """
                {"bos_token": {"__type": "AddedToken", "content": "<s>", "lstrip": false}, "eos_token": "</s>",
                 "pad_token": null, "add_bos_token": true}
                """);
        Files.writeString(folder.resolve("special_tokens_map.json"), """
                {"eos_token": "other", "pad_token": {"content": "<pad>"}, "additional_special_tokens": ["<x>"]}
                """);
        assertEquals(
                Map.of("bos_token", "<s>", "eos_token", "</s>", "pad_token", "<pad>"),
                TokenizerSettings.read(folder).specialTokens());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"one\" | one",
                "[{\"name\": \"tool_use\", \"template\": \"x\"}, {\"name\": \"default\", \"template\": \"two\"}] | two",
                "[] |",
                "null |"
            })
    void theTemplateIsATextOrTheDefaultOfAList(String json, String expected) throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"chat_template\": " + json + "}");
        assertEquals(
                Optional.ofNullable(expected), TokenizerSettings.read(folder).chatTemplate());
    }

    @Test
    void aFileOfItsOwnCountsMore() throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"chat_template\": \"field\"}");
        Files.writeString(folder.resolve("chat_template.jinja"), "file");
        assertEquals(Optional.of("file"), TokenizerSettings.read(folder).chatTemplate());
    }

    @Test
    void aFolderWithoutThemHasNone() {
        assertEquals(new TokenizerSettings(Map.of(), Optional.empty()), TokenizerSettings.read(folder));
    }
}
