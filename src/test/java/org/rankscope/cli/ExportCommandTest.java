package org.rankscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.io.StrictJson;
import org.rankscope.model.Precision;
import org.rankscope.study.TrainedAdapter;

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

    /** Each format gives the loss with which the trial ended; a base in 4 bits goes out as it was seen. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "r": 4 | fp32 | true
            "r": 4, "use_rslora": true, "modules_to_save": ["norm"] | fp32 | true
            "r": 40 | fp32 | true
            "r": 4, "init_lora_weights": "pissa" | fp32 | true
            "r": 4, "init_lora_weights": "olora", "rank_pattern": {"v_proj": 3} | fp32 | true
            "method": "adalora", "r": 3, "init_r": 5, "tinit": 1, "tfinal": 1 | fp32 | false
            "method": "dylora", "r": 4 | fp32 | true
            "method": "dora", "r": 4 | fp32 | false
            "method": "dora", "r": 4 | nf4 | false
            "method": "adalora", "r": 3, "init_r": 5, "tinit": 1, "tfinal": 1 | int4 | false
            "method": "qlora", "r": 4 | nf4 | true
            "method": "qlora", "r": 4, "init_lora_weights": "loftq" | nf4 | true
            "method": "qlora", "r": 4, "init_lora_weights": "pissa" | int4 | true
            """)
    void whatATrialTrainedIsTheSameInEveryFormat(String adapter, String precision, boolean hasInputs)
            throws IOException {
        Path trial = dir.resolve("trial");
        Files.writeString(dir.resolve("trial.json"), """
                {"model": "%s", "task": "causal-lm", "data": {"train": "%s", "validation": "%s"},
                 "adapter": {%s, "target_modules": ["q_proj", "v_proj"]},
                 "optimizer": {"learning_rate": 0.05}, "precision": "%s",
                 "batch_size": 4, "sequence_length": 24, "steps": 4, "eval_every": 4}
                """.formatted(
                        MODEL, text("train.jsonl", 32), text("held.jsonl", 12), adapter, precision));
        run("train", "--spec", path("trial.json"), "--out", trial.toString());
        export(trial.toString(), "peft", "peft");
        export(trial.toString(), "merged", "merged");
        export(trial.toString(), "onnx", "base.onnx");

        String base = MODEL.toString();
        String held = path("held.jsonl");
        run("analyze", path("peft"), "--json");
        double trained = trained(trial);
        assertTrue(Math.abs(trained - loss(held, base, null, precision)) > 1e-4, "training changed the loss");
        assertEquals(trained, loss(held, base, path("peft"), precision), 1e-5);
        assertEquals(trained, loss(held, path("merged"), null, "fp32"), 1e-5);
        String file = path("r4.onnx_adapter");
        if (!hasInputs) {
            refused("'onnx'", trial.toString(), "--format", "onnx_adapter", "--out", file);
            double after = loss(BATCHES.toString(), base, path("peft"), precision);
            assertEquals(after, loss(BATCHES.toString(), path("base.onnx"), null, "fp32"), 1e-5);
            return;
        }
        export(trial.toString(), "onnx_adapter", "r4.onnx_adapter");
        assertEquals(trained, loss(held, base, file, precision), 1e-5);
        if (precision.equals("fp32")) {
            double before = loss(BATCHES.toString(), base, null, precision);
            double after = loss(BATCHES.toString(), base, path("peft"), precision);
            assertEquals(before, loss(BATCHES.toString(), path("base.onnx"), null, precision), 1e-5);
            assertEquals(after, loss(BATCHES.toString(), path("base.onnx"), file, precision), 1e-5);
        }
    }

    /** What {@code full} and {@code bitfit} train has no form in PEFT, and is measured all the same. */
    @ParameterizedTest
    @CsvSource({"full, llama-tiny", "bitfit, bert-tiny-cls"})
    void parametersOfTheModelAreMeasuredAsTheirTrialDid(String method, String name) throws IOException {
        Path model = FIXTURES.resolve("models").resolve(name);
        Path batches = FIXTURES.resolve("golden").resolve(name).resolve("batches.safetensors");
        String task = name.startsWith("bert") ? "sequence-classification" : "causal-lm";
        Files.writeString(dir.resolve("trial.json"), """
                {"model": "%s", "task": "%s", "data": {"batches": "%s", "validation_batches": "%s"},
                 "adapter": {"method": "%s"}, "optimizer": {"learning_rate": 0.01},
                 "batch_size": 4, "sequence_length": 24, "steps": 2, "eval_every": 2}
                """.formatted(model, task, batches, batches, method));
        run("train", "--spec", path("trial.json"), "--out", path("trial"));
        String adapter = path("trial/adapter");
        List<String> arguments = new ArrayList<>(List.of("eval", "--model", model.toString()));
        arguments.addAll(List.of("--data", batches.toString(), "--json"));
        arguments.addAll(SIZES);
        double before = json(arguments.toArray(String[]::new)).get("eval_loss").asDouble();
        arguments.addAll(List.of("--adapter", adapter));
        double after = json(arguments.toArray(String[]::new)).get("eval_loss").asDouble();
        assertTrue(Math.abs(after - before) > 1e-4, "training changed the loss");
        assertEquals(trained(dir.resolve("trial")), after, 1e-5);
        refused("--format merged", adapter, "--model", model.toString(), "--format", "merged", "--out", path("x"));
        err.getBuffer().setLength(0);
        String[] analyze = {"analyze", adapter};
        assertEquals(2, RankscopeCommand.run(analyze, new PrintWriter(out, true), new PrintWriter(err, true)));
        assertTrue(err.toString().contains("'full' and 'bitfit'"), err.toString());
    }

    @Test
    void ofAFileWithVirtualTokensInItTheTokensOfTheTextCount() throws IOException {
        Files.writeString(dir.resolve("trial.json"), """
                {"model": "%s", "task": "causal-lm", "data": {"batches": "%s"},
                 "adapter": {"method": "prompt_tuning", "num_virtual_tokens": 4},
                 "optimizer": {"learning_rate": 0.001},
                 "batch_size": 4, "sequence_length": 24, "steps": 1, "eval_every": 1}
                """.formatted(MODEL, BATCHES));
        run("train", "--spec", path("trial.json"), "--out", path("trial"));
        export(path("trial"), "onnx", "prompt.onnx");
        String batches = BATCHES.toString();
        JsonNode base = json("eval", "--model", MODEL.toString(), "--data", batches, "--json");
        JsonNode opened = json("eval", "--model", path("prompt.onnx"), "--data", batches, "--json");
        assertEquals(base.get("eval_items"), opened.get("eval_items"), "the first token of a row is not predicted");
        assertNotEquals(
                base.get("eval_loss").asDouble(), opened.get("eval_loss").asDouble(), 1e-4);
    }

    @Test
    void anotherPrecisionThanThatOfTheTrialIsNoted() throws IOException {
        Files.writeString(dir.resolve("trial.json"), """
                {"model": "%s", "task": "causal-lm", "data": {"batches": "%s"},
                 "adapter": {"method": "qlora", "r": 2, "target_modules": ["q_proj"]},
                 "optimizer": {"learning_rate": 0.001},
                 "batch_size": 4, "sequence_length": 24, "steps": 1, "eval_every": 1}
                """.formatted(MODEL, BATCHES));
        run("train", "--spec", path("trial.json"), "--out", path("trial"));
        err.getBuffer().setLength(0);
        loss(BATCHES.toString(), MODEL.toString(), path("trial/adapter"), "nf4");
        assertEquals("", err.toString());
        loss(BATCHES.toString(), MODEL.toString(), path("trial/adapter"), "fp32");
        assertTrue(err.toString().contains("--precision nf4"), err.toString());
    }

    /** Rows of words, as a table. */
    private Path text(String name, int rows) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            String words = "row " + row + " of " + name + " says " + (row * 37 % 101) + " and then " + (row * 53 % 97);
            lines.add("{\"text\": \"" + words + "\"}");
        }
        return Files.write(dir.resolve(name), lines);
    }

    /** What the trial itself found at its last step. */
    private static double trained(Path trial) throws IOException {
        List<String> lines = Files.readAllLines(trial.resolve("metrics.jsonl"));
        return StrictJson.mapper()
                .readTree(lines.get(lines.size() - 1))
                .get("eval_loss")
                .asDouble();
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

    /** A specification may leave it to the adapter that training starts from what is adapted. */
    @Test
    void aTrialThatSaysOnlyWhereItStartsIsOpenedAgain() throws IOException {
        Files.writeString(dir.resolve("trial.json"), """
                {"model": "%s", "task": "causal-lm", "data": {"batches": "%s"}, "initial_adapter": "%s",
                 "batch_size": 4, "sequence_length": 24, "steps": 2, "eval_every": 2, "precision": "nf4"}
                """.formatted(MODEL, BATCHES, ADAPTER));
        run("train", "--spec", path("trial.json"), "--out", path("trial"));
        List<String> steps = Files.readAllLines(dir.resolve("trial/metrics.jsonl"));
        run("train", "--spec", path("trial.json"), "--out", path("trial"));
        assertEquals(steps, Files.readAllLines(dir.resolve("trial/metrics.jsonl")));

        export(path("trial"), "peft", "peft");
        export(path("trial"), "onnx_adapter", "a.onnx_adapter");
        assertEquals(
                -1,
                Files.mismatch(
                        dir.resolve("trial/adapter/adapter_model.safetensors"),
                        dir.resolve("peft/adapter_model.safetensors")));
        assertEquals(Optional.of(Precision.NF4), TrainedAdapter.fourBits(dir.resolve("trial/adapter")));
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

    private double loss(String data, String model, String adapter, String precision) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("eval", "--model", model, "--data", data, "--json"));
        arguments.addAll(SIZES);
        arguments.addAll(List.of("--precision", precision));
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
