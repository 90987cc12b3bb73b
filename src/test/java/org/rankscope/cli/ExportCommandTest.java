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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.io.StrictJson;

/** What a trial trained goes out in every format, and comes in again with the loss that it had. */
class ExportCommandTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures").toAbsolutePath();
    private static final Path MODEL = FIXTURES.resolve("models/llama-tiny");
    private static final Path BATCHES = FIXTURES.resolve("golden/llama-tiny/batches.safetensors");
    private static final Path ADAPTER = FIXTURES.resolve("golden/llama-tiny/lora/adapter_init");
    private static final List<String> SIZES = List.of("--batch-size", "4", "--sequence-length", "24");

    @TempDir
    Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void whatATrialTrainedIsTheSameInEveryFormat() throws IOException {
        Path trial = dir.resolve("trial");
        Files.writeString(dir.resolve("trial.json"), """
                {"model": "%s", "task": "causal-lm", "data": {"batches": "%s"},
                 "adapter": {"r": 4, "target_modules": ["q_proj", "v_proj"]},
                 "optimizer": {"learning_rate": 0.01},
                 "batch_size": 4, "sequence_length": 24, "steps": 4, "eval_every": 4}
                """.formatted(MODEL, BATCHES));
        run("train", "--spec", path("trial.json"), "--out", trial.toString());
        export(trial.toString(), "peft", "peft");
        export(trial.toString(), "merged", "merged");
        export(trial.toString(), "onnx", "base.onnx");
        export(trial.toString(), "onnx_adapter", "r4.onnx_adapter");

        double trained = loss(MODEL.toString(), trial.resolve("adapter").toString());
        assertTrue(Math.abs(trained - loss(MODEL.toString(), null)) > 1e-3, "training changed the loss");
        assertEquals(trained, loss(MODEL.toString(), path("peft")), 1e-6);
        assertEquals(trained, loss(path("merged"), null), 1e-5);
        assertEquals(trained, loss(MODEL.toString(), path("r4.onnx_adapter")), 1e-5);
        assertEquals(trained, loss(path("base.onnx"), path("r4.onnx_adapter")), 1e-5);
        assertEquals(loss(MODEL.toString(), null), loss(path("base.onnx"), null), 1e-5);
    }

    @Test
    void anAdapterFileIsSomethingToTrainOnFrom() throws IOException {
        run(
                "export",
                ADAPTER.toString(),
                "--model",
                MODEL.toString(),
                "--format",
                "onnx_adapter",
                "--out",
                path("a.onnx_adapter"));
        Files.writeString(dir.resolve("trial.json"), """
                {"model": "%s", "task": "causal-lm", "data": {"batches": "%s"}, "initial_adapter": "%s",
                 "optimizer": {"learning_rate": 0.001},
                 "batch_size": 4, "sequence_length": 24, "steps": 2, "eval_every": 2}
                """.formatted(MODEL, BATCHES, path("a.onnx_adapter")));
        run("train", "--spec", path("trial.json"), "--out", path("trial"));
        String first = Files.readAllLines(dir.resolve("trial/metrics.jsonl")).get(0);
        JsonNode golden = StrictJson.readTree(FIXTURES.resolve("golden/llama-tiny/lora/trace.json"));
        assertEquals(
                golden.get("loss_f32").get(0).asDouble(),
                StrictJson.mapper().readTree(first).get("loss").asDouble(),
                2e-5);
    }

    @Test
    void anAdapterFileIsAnalysed() throws IOException {
        run(
                "export",
                ADAPTER.toString(),
                "--model",
                MODEL.toString(),
                "--format",
                "onnx_adapter",
                "--out",
                path("a.onnx_adapter"));
        JsonNode of = json("analyze", ADAPTER.toString(), "--json");
        JsonNode found = json("analyze", path("a.onnx_adapter"), "--json");
        double expected = of.get("modules").get(0).get("singular_values").get(0).asDouble();
        assertEquals(
                expected,
                found.get("modules").get(0).get("singular_values").get(0).asDouble(),
                1e-5 * expected);
    }

    @Test
    void whatDoesNotFitIsSaidInASentence() {
        refused("--model", ADAPTER.toString(), "--format", "peft", "--out", path("x"));
        refused("no study", ADAPTER.toString(), "--trial", "r4", "--format", "peft", "--out", path("x"));
        refused(
                "ends in .onnx",
                ADAPTER.toString(),
                "--model",
                MODEL.toString(),
                "--format",
                "onnx",
                "--out",
                path("x"));
        refused(
                "for --format onnx",
                ADAPTER.toString(),
                "--model",
                MODEL.toString(),
                "--format",
                "merged",
                "--sequence-length",
                "8",
                "--out",
                path("x"));
        refused(
                "replaces nothing",
                ADAPTER.toString(),
                "--model",
                MODEL.toString(),
                "--format",
                "peft",
                "--out",
                MODEL.toString());
        assertFalse(Files.exists(dir.resolve("x")));
    }

    private void refused(String part, String... options) {
        err.getBuffer().setLength(0);
        String[] arguments = new String[options.length + 1];
        arguments[0] = "export";
        System.arraycopy(options, 0, arguments, 1, options.length);
        assertEquals(2, RankscopeCommand.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true)));
        assertTrue(err.toString().contains(part), err.toString());
    }

    private void export(String source, String format, String target) throws IOException {
        JsonNode exported = json("export", source, "--format", format, "--out", path(target), "--json");
        assertEquals(format, exported.get("format").asText());
        assertTrue(exported.get("bytes").asLong() > 0, exported.toString());
        assertTrue(exported.get("logits_difference").asDouble() < 1e-5, exported.toString());
    }

    private double loss(String model, String adapter) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("eval", "--model", model, "--data", BATCHES.toString(), "--json"));
        arguments.addAll(SIZES);
        if (adapter != null) {
            arguments.addAll(List.of("--adapter", adapter));
        }
        return json(arguments.toArray(String[]::new)).get("eval_loss").asDouble();
    }

    private JsonNode json(String... arguments) throws IOException {
        out.getBuffer().setLength(0);
        run(arguments);
        return StrictJson.mapper().readTree(out.toString());
    }

    private void run(String... arguments) {
        assertEquals(
                0,
                RankscopeCommand.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true)),
                err::toString);
    }

    private String path(String name) {
        return dir.resolve(name).toString();
    }
}
