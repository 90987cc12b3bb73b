package org.rankscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.io.StrictJson;
import org.rankscope.study.SpecResources;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpecFile;

class AdviseCommandTest {
    private static final String MODEL = Path.of("src/test/resources/fixtures/models/llama-tiny")
            .toAbsolutePath()
            .toString();

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return RankscopeCommand.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private Path config(String json) throws IOException {
        return Files.writeString(folder.resolve("config.json"), json);
    }

    private JsonNode advice(String... args) throws IOException {
        assertEquals(0, run(args), err::toString);
        return StrictJson.mapper().readTree(out.toString());
    }

    private Path rows(int count) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("{\"prompt\":\"say ")
                    .append(i)
                    .append("\",\"completion\":\" number ")
                    .append(i)
                    .append("\"}\n");
        }
        return Files.writeString(folder.resolve("rows.jsonl"), lines);
    }

    @Test
    void aStudyThatIsWrittenCanBeRun() throws IOException {
        Path spec = folder.resolve("study.json");
        assertEquals(
                0,
                run("advise", "--model", MODEL, "--data", rows(40).toString(), "--out", spec.toString()),
                err::toString);
        StudySpec study = StudySpecFile.read(spec);
        SpecResources.ofThisProgram().check(study, spec);
        assertTrue(study.trial().adapter().targetModules().isAllLinear());
        assertEquals(List.of(2, 4, 8, 16), study.ranks(), "36 of 40 rows are few: start at 4");
        assertEquals(0.1, study.trial().adapter().loraDropout());
        assertEquals(StudySpec.RateChoice.TUNE, study.learningRate());
        assertTrue(out.toString().contains("rankscope sweep --spec " + spec));
    }

    @ParameterizedTest
    @CsvSource({
        "bert, 768, 12, 30522, text encoder, 4, 16",
        "roberta, 1024, 24, 50265, text encoder, 4, 16",
        "deberta-v2, 768, 12, 128100, text encoder, 4, 16",
        "vit, 768, 12, 0, vision transformer, 4, 16",
        "gpt2, 768, 12, 50257, language model, 8, 16",
        "mistral, 4096, 32, 32000, language model, 8, 16",
        "t5, 512, 6, 32128, encoder-decoder, 8, 16"
    })
    void aConfigOfAModelThatIsNotTrainedHereIsEnough(
            String type, int hidden, int layers, int vocabulary, String family, int from, int to) throws IOException {
        Path config = config(String.format(
                "{\"model_type\":\"%s\",\"hidden_size\":%d,\"num_hidden_layers\":%d,\"vocab_size\":%d,"
                        + "\"num_attention_heads\":8}",
                type, hidden, layers, vocabulary));
        JsonNode json = advice("advise", "--model", config.toString(), "--json");
        assertEquals(family, json.at("/facts/family").asText());
        assertEquals(from, json.at("/ranks/from").asInt());
        assertEquals(to, json.at("/ranks/to").asInt());
        assertFalse(json.at("/lines/0/source").asText().isEmpty());
    }

    @Test
    void aQuantisedBaseIsReadOffTheConfig() throws IOException {
        Path config =
                config("{\"model_type\":\"llama\",\"hidden_size\":4096,\"num_hidden_layers\":32,\"vocab_size\":32000,"
                        + "\"intermediate_size\":11008,\"num_attention_heads\":32,"
                        + "\"quantization_config\":{\"load_in_4bit\":true,\"quant_method\":\"bitsandbytes\"}}");
        JsonNode json = advice("advise", "--model", config.toString(), "--json");
        assertEquals(4, json.at("/facts/base_bits").asInt());
        assertEquals(32, json.at("/ranks/from").asInt());
        assertEquals(6_738_415_616L, json.at("/facts/parameters").asLong(), 1e-3 * 6_738_415_616L);
    }

    @Test
    void aPurposeAndADeviceCanBeSaid() throws IOException {
        JsonNode json = advice("advise", "--model", MODEL, "--purpose", "code", "--gpu-memory", "24", "--json");
        assertEquals("code", json.at("/facts/purpose").asText());
        assertEquals(32, json.at("/ranks/from").asInt());
        assertTrue(json.at("/lines/0/outranked").toString().contains("4 to 8 for one consumer GPU"));
    }

    @Test
    void whatCannotBeTrainedIsNotWritten() throws IOException {
        Path config = config("{\"model_type\":\"bert\",\"hidden_size\":64,\"num_hidden_layers\":2,\"vocab_size\":100}");
        Path spec = folder.resolve("study.json");
        assertEquals(
                2,
                run("advise", "--model", config.toString(), "--data", rows(10).toString(), "--out", spec.toString()));
        assertEquals(1, err.toString().strip().lines().count(), err::toString);
        assertFalse(Files.exists(spec));
    }

    @ParameterizedTest
    @CsvSource({"'{}', model_type", "'{\"model_type\":\"mixtral\"}', hidden_size", "'[]', JSON object"})
    void aConfigThatSaysTooLittleIsRefused(String json, String named) throws IOException {
        assertEquals(2, run("advise", "--model", config(json).toString()));
        assertTrue(err.toString().contains(named), err::toString);
        assertEquals(1, err.toString().strip().lines().count(), err::toString);
    }

    @Test
    void anEstimateSaysWhatEachRankTakes() throws IOException {
        Path spec = folder.resolve("study.json");
        run("advise", "--model", MODEL, "--data", rows(40).toString(), "--out", spec.toString());
        out.getBuffer().setLength(0);
        JsonNode json = advice("estimate", "--spec", spec.toString(), "--measure", "--json");
        assertEquals(4, json.at("/rows").size());
        JsonNode row = json.at("/rows/3");
        assertEquals(16, row.at("/rank").asInt());
        assertTrue(row.at("/adapter_bytes").asLong()
                > 4 * row.at("/trainable_parameters").asLong());
        assertTrue(row.at("/cell_ms").asLong() > 0);
        assertTrue(json.at("/free_memory_bytes").asLong() > 0);
    }
}
