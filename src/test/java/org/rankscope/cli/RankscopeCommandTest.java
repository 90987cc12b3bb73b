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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.io.StrictJson;

class RankscopeCommandTest {
    @TempDir
    Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return RankscopeCommand.run(args, new PrintWriter(out), new PrintWriter(err));
    }

    @Test
    void unknownOptionIsOneSentenceAndExitStatusTwo() {
        assertEquals(2, run("devices", "--jason"));
        assertEquals(
                "rankscope devices: Unknown option: '--jason'. See 'rankscope devices --help'.",
                err.toString().strip());
        assertEquals("", out.toString());
    }

    @Test
    void unknownCommandIsOneSentenceAndExitStatusTwo() {
        assertEquals(2, run("swep"));
        assertEquals(1, err.toString().strip().lines().count(), err.toString());
        assertTrue(err.toString().contains("'swep'"), err.toString());
    }

    @Test
    void paramsNeedNoMoreThanAConfiguration() throws IOException {
        Path config = Files.writeString(temporary.resolve("config.json"), """
                {"model_type": "llama", "hidden_size": 3072, "intermediate_size": 8192, "num_hidden_layers": 28,
                 "num_attention_heads": 24, "num_key_value_heads": 8, "head_dim": 128, "vocab_size": 128256,
                 "tie_word_embeddings": true, "torch_dtype": "bfloat16"}
                """);
        assertEquals(0, run("params", "--model", config.toString(), "--ranks", "32,64", "--json"), err::toString);
        JsonNode rows = StrictJson.mapper().readTree(out.toString()).path("rows");
        assertEquals(9_175_040, rows.path(0).path("trainable_parameters").asLong());
        assertEquals(18_350_080, rows.path(1).path("trainable_parameters").asLong());
        assertEquals(
                4L * 3_212_749_824L,
                rows.path(0).path("memory").path("base_weights").asLong());
        JsonNode memory = rows.path(0).path("memory");
        assertEquals(
                memory.path("total").asLong(),
                memory.properties().stream()
                        .filter(part -> !part.getKey().equals("total"))
                        .mapToLong(part -> part.getValue().asLong())
                        .sum());
    }

    @Test
    void rankThatIsNoRankIsRefused() {
        assertEquals(2, run("params", "--model", "config.json", "--ranks", "1,0"));
        assertEquals(
                "Option --ranks has the value 0; expected a whole number of 1 or more.",
                err.toString().strip());
    }

    @Test
    void verdictOnATableIsPrintedInWordsAndAsJson() throws IOException {
        Path table = Files.writeString(
                temporary.resolve("table.csv"),
                "rank,loss\n1,1.23\n2,1.21\n4,1.18\n8,1.17\n16,1.16\n32,1.16\n64,1.16\n128,1.16\n");
        assertEquals(0, run("verdict", table.toString()), err::toString);
        assertTrue(out.toString().startsWith("Verdict: choose rank 8\n"), out.toString());
        out.getBuffer().setLength(0);
        assertEquals(0, run("verdict", table.toString(), "--tolerance", "0.02", "--json"), err::toString);
        JsonNode verdict = StrictJson.mapper().readTree(out.toString());
        assertEquals(4, verdict.path("rank").asInt());
        assertEquals(16, verdict.path("best").path("rank").asInt());
    }

    @Test
    void missingFileIsNamedWithExitStatusTwo() {
        Path missing = temporary.resolve("missing.json");
        for (String[] args : new String[][] {
            {"verdict", missing.toString()},
            {
                "sweep",
                "--spec",
                missing.toString(),
                "--out",
                temporary.resolve("out").toString()
            },
            {
                "train",
                "--spec",
                missing.toString(),
                "--out",
                temporary.resolve("out").toString()
            },
            {"params", "--model", missing.toString()}
        }) {
            err.getBuffer().setLength(0);
            assertEquals(2, run(args));
            assertEquals(missing + ": no such file.", err.toString().strip());
        }
        assertFalse(Files.exists(temporary.resolve("out")));
    }

    @Test
    void helpIsNoError() {
        assertEquals(0, run("devices", "--help"));
        assertTrue(out.toString().contains("Usage: rankscope devices"), out.toString());
    }

    @Test
    void devicesAsJsonIsOneObjectWithTheProcessorFirst() throws IOException {
        assertEquals(0, run("devices", "--json"));
        JsonNode devices = StrictJson.mapper().readTree(out.toString()).path("devices");
        assertEquals("CPU", devices.path(0).path("device").asText());
        assertEquals("", err.toString());
    }
}
