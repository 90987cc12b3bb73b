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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** Sum of r · (in + out) over the published sizes. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            configs/llama-3.2-3b.json        | q_proj,v_proj               | 32 |  9175040
            configs/llama-3.2-3b.json        | q_proj,v_proj               | 64 | 18350080
            configs/llama-3.2-3b.json        | gate_proj,up_proj,down_proj | 10 |  9461760
            configs/llama-3.1-8b.json        | q_proj,k_proj,v_proj,o_proj |  1 |   851968
            configs/llama-3.1-8b.json        | gate_proj,up_proj,down_proj |  1 |  1769472
            configs/gpt2-medium.json         | c_attn                      |  4 |   393216
            models/roberta-base/config.json  | query,value                 |  8 |   294912
            models/roberta-large/config.json | query,value                 |  8 |   786432
            """)
    void paramsAreThoseThatArePublished(String config, String targets, String rank, long expected) throws IOException {
        String model = "src/test/resources/fixtures/" + config;
        assertEquals(
                0, run("params", "--model", model, "--targets", targets, "--ranks", rank, "--json"), err::toString);
        JsonNode rows = StrictJson.mapper().readTree(out.toString()).path("rows");
        assertEquals(expected, rows.path(0).path("trainable_parameters").asLong());
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
    void verdictShowsWhatItRestsOn() throws IOException {
        Path table = Files.writeString(temporary.resolve("table.csv"), """
                rank,seed,loss,trainable_parameters,adapter_bytes,peak_memory_bytes,elapsed_ms
                1,0,2.30,100,2048,3000000000,1000
                1,1,2.34,100,2048,3000000000,1000
                1,2,2.31,100,2048,3000000000,1000
                2,0,2.20,200,4096,4000000000,2000
                2,1,2.25,200,4096,4000000000,2000
                2,2,2.23,200,4096,4000000000,2000
                4,0,2.19,400,8192,5000000000,3000
                4,1,2.25,400,8192,5000000000,3000
                4,2,2.21,400,8192,5000000000,3000
                """);
        assertEquals(0, run("verdict", table.toString()), err::toString);
        assertEquals("""
                Verdict: choose rank 2
                Rank 2 is enough. Its loss is within one standard error of the best (r = 4) with half of its parameters;\
                 r = 1 is measurably worse than the best (by 0.1, p < 0.001).
                Rule: smallest rank within one standard error of the best.
                Note: The loss still falls at the largest rank tried: r = 4 is 0.01 better than r = 2.

                   rank    loss    ± SE  same  runs  parameters   adapter  peak memory   time
                      1  2.3167  0.0120           3         100  2.00 KiB     2.79 GiB  1.0 s
                *     2  2.2267  0.0145     a     3         200  4.00 KiB     3.73 GiB  2.0 s
                      4  2.2167  0.0176     a     3         400  8.00 KiB     4.66 GiB  3.0 s
                * advised; ranks that share a letter can't be told apart.

                What each rule says:
                  one-standard-error  r = 2     smallest rank within one standard error of the best
                  tolerance           r = 2     smallest rank within 1 % of the best
                  kneedle             none      knee of the curve over log2(rank) (Kneedle)
                  pareto              r = 2     best trade of value against parameters: each doubling has to gain 1 % (Pareto)
                  best                r = 4     rank with the best mean

                What tells ranks apart:
                  r = 1 is 0.09 worse than r = 2 (p < 0.001).
                  9 more seeds would separate r = 2 from r = 4 (r = 2 is 0.01 worse, p = 0.16).
                """, out.toString());
    }

    @Test
    void verdictKeepsToABudgetAndToAColumn() throws IOException {
        Path table = Files.writeString(
                temporary.resolve("table.csv"),
                "rank,accuracy,adapter_bytes\n1,60,10000000\n2,70,20000000\n4,80,40000000\n8,80,80000000\n");
        assertEquals(
                0,
                run(
                        "verdict",
                        table.toString(),
                        "--metric",
                        "accuracy",
                        "--higher-is-better",
                        "--max-adapter-size",
                        "20MB"),
                err::toString);
        assertTrue(
                out.toString()
                        .contains("The budget (adapter size up to 20 MB) leaves out r = 4 and 8; the best without it,"
                                + " r = 4, is 10 (13 %) better than the best within it."),
                out.toString());
        assertEquals(2, run("verdict", table.toString(), "--metric", "accuracy", "--max-adapter-size", "1MB"));
        assertTrue(
                err.toString().contains("the cheapest, r = 1, takes an adapter of 10 MB; raise the budget"),
                err.toString());
        err.getBuffer().setLength(0);
        assertEquals(2, run("verdict", table.toString(), "--max-memory", "6XB"));
        assertTrue(
                err.toString().contains("expected a size with a unit, such as 20MB or 1.5GiB, found '6XB'"),
                err.toString());
        assertEquals(1, err.toString().strip().lines().count());
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
            String message = err.toString().strip();
            assertTrue(message.startsWith(missing + ": no such file"), message);
            assertEquals(1, message.lines().count(), message);
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
