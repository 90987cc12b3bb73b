package org.rankscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.StrictJson;
import org.rankscope.model.bundled.LlamaInitializer;
import org.rankscope.model.bundled.LlamaShape;
import org.rankscope.safetensors.SafetensorsWriter;

/**
 * Commands that train: a tiny Llama with random weights on ready-made batches, with the engine and its worker
 * processes.
 */
class EngineCommandsTest {
    private static final int VOCABULARY = 32;
    private static final int BATCH = 2;
    private static final int TOKENS = 8;

    @TempDir
    Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void makeModelAndBatches() throws IOException {
        LlamaInitializer.write(temporary.resolve("model"), new LlamaShape(16, 1, 2, 2, 24, VOCABULARY, 32, true), 1);
        writeBatches("train.safetensors", 12);
        writeBatches("validation.safetensors", 2);
    }

    private void writeBatches(String name, int count) throws IOException {
        Shape shape = Shape.of(count, BATCH, TOKENS);
        SplittableRandom random = new SplittableRandom(count);
        Tensor ids = Tensor.ofLongs(
                shape, random.longs(shape.elements(), 0, VOCABULARY).toArray());
        Tensor mask = Tensor.ofLongs(
                shape, LongStream.range(0, shape.elements()).map(i -> 1).toArray());
        SafetensorsWriter.write(
                temporary.resolve(name),
                Map.of(TokenBatches.INPUT_IDS, ids, TokenBatches.ATTENTION_MASK, mask, TokenBatches.LABELS, ids),
                Map.of());
    }

    private Path spec(String extra) throws IOException {
        return Files.writeString(temporary.resolve("spec.json"), """
                {"model": "model", "task": "causal-lm",
                 "data": {"batches": "train.safetensors", "validation_batches": "validation.safetensors"},
                 "batch_size": 2, "sequence_length": 8, "steps": 10, "eval_every": 5, "device": "cpu"%s}
                """.formatted(extra));
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return RankscopeCommand.run(args, new PrintWriter(out), new PrintWriter(err));
    }

    private JsonNode json() throws IOException {
        return StrictJson.mapper().readTree(out.toString());
    }

    @Test
    void aPatternThatMeansNothingAdaptedIsRefusedBeforeTraining() throws IOException {
        Path folder = temporary.resolve("trial");
        Path spec = spec(", \"adapter\": {\"target_modules\": [\"q_proj\"], \"alpha_pattern\": {\"nope\": 99}}");
        assertEquals(2, run("train", "--spec", spec.toString(), "--out", folder.toString()));
        assertEquals(
                spec + ": alpha_pattern: 'nope' matches no adapted module. Adapted here: q_proj.",
                err.toString().strip());
        assertFalse(Files.exists(folder));
    }

    @Test
    void batchesHaveTheLengthThatTheyHave() {
        String model = temporary.resolve("model").toString();
        String data = temporary.resolve("validation.safetensors").toString();
        assertEquals(2, run("eval", "--model", model, "--data", data, "--sequence-length", "7"));
        assertEquals(
                "Option --sequence-length has the value 7, but the rows of " + data + " have 8 tokens; leave it out.",
                err.toString().strip());
        assertEquals(0, run("eval", "--model", model, "--data", data), err::toString);
    }

    @Test
    void trainLeavesJournalAndAdapter() throws IOException {
        Path folder = temporary.resolve("trial");
        assertEquals(
                0,
                run(
                        "train",
                        "--spec",
                        spec(", \"adapter\": {\"r\": 4}").toString(),
                        "--out",
                        folder.toString(),
                        "--json"),
                err::toString);
        JsonNode result = json();
        assertEquals(2 * 4 * (16 + 16), result.path("trainable_parameters").asInt());
        assertEquals(
                10,
                Files.readAllLines(folder.resolve("metrics.jsonl")).stream()
                        .filter(line -> line.contains("\"loss\""))
                        .count());
        assertEquals(
                Files.size(folder.resolve("adapter/adapter_model.safetensors")),
                result.path("adapter_bytes").asLong());
        assertEquals(
                0,
                run(
                        "eval",
                        "--model",
                        temporary.resolve("model").toString(),
                        "--data",
                        temporary.resolve("validation.safetensors").toString(),
                        "--adapter",
                        folder.toString(),
                        "--batch-size",
                        "2",
                        "--sequence-length",
                        "8",
                        "--json"),
                err::toString);
        assertEquals(
                result.path("eval_loss").asDouble(), json().path("eval_loss").asDouble(), 1e-6);
        assertEquals(0, run("analyze", folder.toString(), "--json"), err::toString);
        assertEquals(4, json().path("rank").asInt());
        assertEquals(0, run("params", "--model", temporary.resolve("model").toString(), "--ranks", "4", "--json"));
        assertEquals(
                result.path("adapter_bytes"),
                json().path("rows").path(0).path("adapter_bytes"),
                "params foretells the size of the file");
    }

    @Test
    void sweepEndsWithAVerdictAndRunsNothingTwice() throws IOException {
        Path folder = temporary.resolve("study");
        String[] sweep = {
            "sweep", "--spec", spec(", \"ranks\": [1, 4]").toString(), "--out", folder.toString(), "--json"
        };
        assertEquals(0, run(sweep), err::toString);
        JsonNode first = json();
        assertEquals("COMPLETE", first.path("trials").path(1).path("state").asText());
        assertTrue(first.path("verdict").hasNonNull("kind"), first.toString());
        assertEquals(first.path("verdict"), StrictJson.readTree(folder.resolve("verdict.json")));
        assertEquals(0, run(sweep), err::toString);
        assertEquals(first, json());
        assertEquals("2 of 2 cells are finished already.", err.toString().strip());
        assertEquals(0, run("verdict", folder.toString(), "--json"), err::toString);
        assertEquals(first.path("verdict"), json());
    }

    @Test
    void specificationThatDoesNotFitTheModelIsRefusedBeforeAnythingIsMade() throws IOException {
        Path folder = temporary.resolve("study");
        assertEquals(
                2,
                run(
                        "sweep",
                        "--spec",
                        spec(", \"ranks\": [1, 17], \"adapter\": {\"init_lora_weights\": \"pissa\"}")
                                .toString(),
                        "--out",
                        folder.toString()));
        assertTrue(
                err.toString().contains("spec.json: Rank 17 is too large for model.layers.0.self_attn.q_proj"),
                err.toString());
        assertEquals(1, err.toString().strip().lines().count());
        assertEquals(
                2,
                run(
                        "sweep",
                        "--spec",
                        spec(", \"adapter\": {\"target_modules\": [\"query\"]}").toString(),
                        "--out",
                        folder.toString()));
        assertTrue(err.toString().contains("'query' matches no adaptable layer"), err.toString());
        assertFalse(Files.exists(folder));
    }

    @Test
    void lossThatIsNoNumberFailsInOneSentence() throws IOException {
        Path weights = temporary.resolve("model/model.safetensors");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(weights)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat(bytes.limit() - Float.BYTES, Float.NaN);
        Files.write(weights, bytes.array());
        assertEquals(
                1,
                run(
                        "eval",
                        "--model",
                        temporary.resolve("model").toString(),
                        "--data",
                        temporary.resolve("validation.safetensors").toString(),
                        "--sequence-length",
                        "8",
                        "--json"));
        assertEquals("", out.toString());
        assertTrue(err.toString().startsWith("The loss on "), err::toString);
        assertEquals(1, err.toString().lines().count());
    }
}
