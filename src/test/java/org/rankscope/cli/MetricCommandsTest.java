package org.rankscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.io.StrictJson;

/** Metrics from a worker's evaluations to tables, JSON and a verdict: the tiny vision transformer of the fixtures. */
class MetricCommandsTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures").toAbsolutePath();
    private static final Path MODEL = FIXTURES.resolve("onnx/vit-tiny.dynamo-sdpa-opset18.onnx");
    private static final Path BATCHES = FIXTURES.resolve("golden/vit-tiny/batches.safetensors");

    @TempDir
    Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aStudyCarriesItsMetricsAndIsJudgedByThem() throws IOException {
        Path study = temporary.resolve("study");
        Path spec = Files.writeString(temporary.resolve("spec.json"), """
                {"model": "%s", "task": "image-classification",
                 "data": {"batches": "%s", "validation_batches": "%s"},
                 "adapter": {"target_modules": "all-linear"},
                 "learning_rates": [0.01], "ranks": [1, 4], "steps": 20, "eval_every": 10, "device": "cpu"}
                """.formatted(MODEL, BATCHES, BATCHES));
        assertEquals(0, run("sweep", "--spec", spec.toString(), "--out", study.toString()), err::toString);
        String heading = out.toString()
                .lines()
                .filter(line -> line.contains("eval loss"))
                .findFirst()
                .orElse("");
        assertTrue(heading.matches(".* eval loss +top-1 +parameters .*"), out::toString);

        assertEquals(0, run("sweep", "--spec", spec.toString(), "--out", study.toString(), "--json"), err::toString);
        JsonNode metrics = json().path("trials").path(1).path("eval_metrics");
        double top1 = metrics.path("top1_accuracy").asDouble();
        assertTrue(metrics.path("top5_accuracy").asDouble() >= top1 && top1 > 0, metrics::toString);
        String table = Files.readString(study.resolve("results.csv"));
        assertTrue(table.lines().findFirst().orElse("").endsWith(",eval_losses,top1_accuracy,top5_accuracy"), table);

        assertEquals(0, run("verdict", study.toString(), "--metric", "top1_accuracy", "--json"), err::toString);
        JsonNode fromFolder = json();
        assertEquals("top1_accuracy", fromFolder.path("metric").asText());
        assertEquals(
                0,
                run("verdict", study.resolve("results.csv").toString(), "--metric", "top1_accuracy", "--json"),
                err::toString);
        assertEquals(fromFolder, json(), "of the table it is known as well that more is better");
        assertEquals(2, run("verdict", study.toString(), "--metric", "top1_acuracy"));
        assertTrue(
                err.toString()
                        .startsWith(
                                "Option --metric names 'top1_acuracy'. Did you mean 'top1_accuracy'? Known metrics: "),
                err::toString);
        assertEquals(2, run("verdict", study.toString(), "--metric", "pearson"));
        assertEquals(
                study + ": no complete cell has the metric 'pearson'; this study has top1_accuracy, top5_accuracy.",
                err.toString().strip());
    }

    @Test
    void anEvaluationSaysItsMetrics() throws IOException {
        assertEquals(0, eval("--json"), err::toString);
        JsonNode result = json();
        assertEquals(80, result.path("eval_items").asInt());
        assertTrue(result.path("perplexity").isMissingNode(), result::toString);
        double top1 = result.path("eval_metrics").path("top1_accuracy").asDouble();
        double top5 = result.path("eval_metrics").path("top5_accuracy").asDouble();
        assertEquals(Math.rint(80 * top5), 80 * top5, 1e-9);

        assertEquals(0, eval(), err::toString);
        assertEquals(
                String.format(
                        Locale.ROOT,
                        "eval loss  %.4f nats per row%ntop-1      %.1f %%%ntop-5      %.1f %%%nrows       80",
                        result.path("eval_loss").asDouble(),
                        100 * top1,
                        100 * top5),
                out.toString().strip());
    }

    private int eval(String... more) {
        String[] args = {
            "eval", "--model", MODEL.toString(), "--data", BATCHES.toString(),
        };
        String[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return run(all);
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return RankscopeCommand.run(args, new PrintWriter(out), new PrintWriter(err));
    }

    private JsonNode json() throws IOException {
        return StrictJson.mapper().readTree(out.toString());
    }
}
