package org.rankscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.io.StrictJson;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.MethodFacts;

class MethodsCommandTest {
    @TempDir
    Path temporary;

    private static final String MODEL = "src/test/resources/fixtures/models/gpt2-tiny";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return RankscopeCommand.run(args, new PrintWriter(out), new PrintWriter(err));
    }

    @Test
    void everyMethodIsListedWithItsSource() throws Exception {
        assertEquals(0, run("methods"));
        for (AdapterConfig.Method method : AdapterConfig.Method.values()) {
            assertTrue(out.toString().contains(method.json() + ": "), method.json());
        }
        assertTrue(out.toString()
                .contains("  parameters  r·(in + out) a layer\n  source      Hu et al. 2021, arXiv 2106.09685"));
        out.getBuffer().setLength(0);
        assertEquals(0, run("methods", "--json"));
        JsonNode rows = StrictJson.mapper().readTree(out.toString()).get("methods");
        assertEquals(AdapterConfig.Method.values().length, rows.size());
        assertEquals("lora", rows.get(0).get("method").asText());
    }

    /** docs/methods.md holds the table of {@link MethodFacts}, line by line. */
    @Test
    void documentationHasTheSameTable() throws Exception {
        List<String> lines = Files.readAllLines(Path.of("docs/methods.md"));
        List<String> rows =
                lines.stream().filter(line -> line.startsWith("| `")).toList();
        assertEquals(
                MethodFacts.all().stream()
                        .map(facts -> "| `" + facts.method().json() + "` | " + facts.title() + " | " + facts.capacity()
                                + " | " + facts.parameters() + " | " + facts.source() + " |")
                        .toList(),
                rows);
    }

    @Test
    void parametersOfSeveralMethodsAreCountedFromWhatTheyTrain() throws Exception {
        assertEquals(0, run("params", "--model", MODEL, "--methods", "lora,full,bitfit", "--ranks", "2", "--json"));
        JsonNode rows = StrictJson.mapper().readTree(out.toString()).get("rows");
        assertEquals(3, rows.size());
        assertEquals(2, rows.get(0).get("rank").asInt());
        assertEquals("full", rows.get(1).get("method").asText());
        assertTrue(!rows.get(1).has("rank"));
        long base = rows.get(1).at("/memory/base_weights").asLong();
        assertEquals(base, 4 * rows.get(1).get("trainable_parameters").asLong());
        out.getBuffer().setLength(0);
        assertEquals(0, run("params", "--model", MODEL, "--method", "full"));
        assertTrue(
                out.toString().lines().skip(1).findFirst().orElseThrow().strip().startsWith("-"), out.toString());
    }

    private static final String LLAMA = "src/test/resources/fixtures/models/llama-tiny";

    @Test
    void whereNoMethodFitsTheModelAllReasonsAreSaid() {
        assertEquals(2, run("params", "--model", LLAMA, "--methods", "lora,bitfit", "--targets", "nowhere"));
        assertEquals(2, err.toString().strip().lines().count(), err.toString());
        assertTrue(err.toString().contains("nowhere"), err.toString());
        assertTrue(
                err.toString().contains("BitFit trains the biases of a model, and this one has none"), err.toString());
    }

    @Test
    void aMethodThatDoesNotFitLeavesTheRowsOfOthers() throws Exception {
        String reason = "adapter.method: BitFit trains the biases of a model, and this one has none; choose lora.";
        assertEquals(0, run("params", "--model", LLAMA, "--methods", "lora,bitfit", "--ranks", "2,4"));
        assertEquals("bitfit: " + reason, err.toString().strip());
        assertTrue(out.toString().contains("lora"), out.toString());
        out.getBuffer().setLength(0);
        assertEquals(0, run("params", "--model", LLAMA, "--methods", "lora,bitfit", "--ranks", "2,4", "--json"));
        JsonNode report = StrictJson.mapper().readTree(out.toString());
        assertEquals(2, report.get("rows").size());
        assertEquals(1, report.get("refused").size());
        assertEquals("bitfit", report.at("/refused/0/method").asText());
        assertEquals(reason, report.at("/refused/0/reason").asText());
    }

    /** The usual 128 tokens of a row are then all that the model takes. */
    @Test
    void virtualTokensFindRoomWhereNoLengthIsStated() throws Exception {
        ObjectNode config = (ObjectNode) StrictJson.readTree(Path.of(LLAMA, "config.json"));
        config.put("max_position_embeddings", 128);
        Path file = Files.writeString(temporary.resolve("config.json"), config.toString());
        String[] args = {"params", "--model", file.toString(), "--method", "prompt_tuning", "--ranks", "8"};
        assertEquals(0, run(args), err::toString);
        String[] stated = Arrays.copyOf(args, args.length + 2);
        stated[args.length] = "--sequence-length";
        stated[args.length + 1] = "128";
        assertEquals(2, run(stated));
        assertTrue(err.toString().contains("take rows of at most 120 tokens."), err.toString());
    }

    @Test
    void anUnknownMethodIsRefusedWithTheNearest() {
        assertEquals(2, run("params", "--model", MODEL, "--method", "loar"));
        assertTrue(err.toString().contains("Option --method names 'loar'. Did you mean 'lora'?"), err.toString());
    }
}
