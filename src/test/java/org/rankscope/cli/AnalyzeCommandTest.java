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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.io.StrictJson;

/** Adapters that a study trained, analysed, cut and previewed: the tiny Llama of the fixtures, with the engine. */
class AnalyzeCommandTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures").toAbsolutePath();
    private static final Path MODEL = FIXTURES.resolve("models/llama-tiny");
    private static final Path BATCHES = FIXTURES.resolve("golden/llama-tiny/batches.safetensors");
    private static final Path ADAPTERS = Path.of("src/test/resources/org/rankscope/peft/llama-tiny");

    @TempDir
    Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path study;

    @BeforeEach
    void nameTheStudy() {
        study = temporary.resolve("study");
    }

    /** What a trial measured and what its preview measures uncut are one number, from two graphs. */
    @Test
    void aStudyEndsWithItsPreview() throws IOException {
        assertEquals(0, sweep("[2, 4]", ""), err.toString());
        JsonNode preview = StrictJson.readTree(study.resolve("preview.json"));
        assertEquals("r4-lr0.01-s0", preview.get("trial").asText());
        assertEquals(List.of(2, 4), ranks(preview));
        double uncut = preview.get("points").get(1).get("value").asDouble();
        double measured = evalLoss("r4-lr0.01-s0");
        assertEquals(measured, uncut, 1e-6 * measured);
        assertTrue(preview.get("points").get(0).get("value").asDouble() != uncut, "the cut changes something");

        assertEquals(0, run("preview", study.toString(), "--ranks", "1,3", "--json"), err.toString());
        assertEquals(List.of(1, 3, 4), ranks(json()));
        assertEquals(json(), StrictJson.readTree(study.resolve("preview.json")));
        assertEquals(0, run("preview", study.toString(), "--trial", "r2-lr0.01-s0", "--json"), err.toString());
        assertEquals(List.of(1, 2), ranks(json()));
        assertEquals(
                evalLoss("r2-lr0.01-s0"),
                json().get("points").get(1).get("value").asDouble(),
                1e-6);
        assertEquals(2, run("preview", study.toString(), "--ranks", "4"));
    }

    /** One DyLoRA for all ranks of the study beside a LoRA for each; what is stored of a rank computes what the scan says. */
    @Test
    void aDyLoraIsScannedAtEveryRankOfTheStudy() throws IOException {
        assertEquals(0, sweep("[1, 2, 4], \"methods\": [\"lora\", \"dylora\"]", ""), err.toString());
        JsonNode scan = StrictJson.readTree(study.resolve("scan.json"));
        assertEquals("dylora", scan.get("how").asText());
        assertEquals(List.of(1, 2, 4), ranks(scan));
        assertEquals(
                "svd",
                StrictJson.readTree(study.resolve("preview.json")).get("how").asText());
        String trial = scan.get("trial").asText();
        assertEquals(evalLoss(trial), scan.get("points").get(2).get("value").asDouble(), 1e-5);
        // The study's alpha is twice the rank, and so are those of the cuts.
        Path stored = study.resolve("scan/r2");
        assertEquals(
                4,
                StrictJson.readTree(stored.resolve("adapter_config.json"))
                        .get("lora_alpha")
                        .asDouble());
        assertEquals(
                0,
                run(
                        "eval",
                        "--model",
                        MODEL.toString(),
                        "--data",
                        BATCHES.toString(),
                        "--adapter",
                        stored.toString(),
                        "--json"),
                err.toString());
        assertEquals(
                json().get("eval_loss").asDouble(),
                scan.get("points").get(1).get("value").asDouble(),
                1e-5);
        assertEquals(0, run("preview", study.toString(), "--trial", trial), err.toString());
        assertTrue(out.toString().startsWith("DyLoRA quick scan: one run"), out.toString());
    }

    @Test
    void onlyUpdatesOfTwoFactorsAreCut() throws IOException {
        assertEquals(0, sweep("[2], \"methods\": [\"ia3\", \"bottleneck\"]", ""), err.toString());
        assertTrue(out.toString().contains("There is no rank to judge: IA3 and bottleneck adapter can be compared"));
        for (String trial : List.of("ia3-lr0.01-s0", "bottleneck-m2-lr0.01-s0")) {
            assertEquals(2, run("preview", study.toString(), "--trial", trial));
            assertTrue(err.toString().contains("whose adapters can't be cut to lower ranks"), err.toString());
        }
    }

    @Test
    void aTeachersDistributionsAreTheTargetsOfThePreviewToo() throws IOException {
        String teacher = ", \"teacher\": \"" + ADAPTERS.resolve("lora").toAbsolutePath() + "\"";
        assertEquals(0, sweep("[2]", teacher), err.toString());
        JsonNode preview = StrictJson.readTree(study.resolve("preview.json"));
        assertEquals(List.of(1, 2), ranks(preview));
        double measured = evalLoss("r2-lr0.01-s0");
        assertEquals(measured, preview.get("points").get(1).get("value").asDouble(), 1e-6 * measured);
    }

    @Test
    void aPreviewThatCantBeMadeIsNoFailureOfTheStudy() throws IOException {
        assertEquals(0, sweep("[2]", ""), err.toString());
        Files.delete(study.resolve("preview.json"));
        Files.writeString(study.resolve("trials/r2-lr0.01-s0/adapter/adapter_model.safetensors"), "damaged");
        assertEquals(0, sweep("[2]", ""), err.toString());
        assertFalse(Files.exists(study.resolve("preview.json")));
    }

    @Test
    void aStudysAdaptersStandBesideEachOther() throws IOException {
        assertEquals(0, sweep("[2, 4]", ""), err.toString());
        assertEquals(0, run("analyze", study.toString(), "--json"), err.toString());
        JsonNode found = json();
        assertEquals(2, found.get("trials").size());
        for (JsonNode trial : found.get("trials")) {
            double effective = trial.get("mean_effective_rank").asDouble();
            assertTrue(effective >= 1 && effective <= trial.get("rank").asInt(), trial.toString());
        }
        assertEquals("r2-lr0.01-s0", found.get("overlaps").get(0).get("first").asText());
        assertEquals("r4-lr0.01-s0", found.get("overlaps").get(0).get("second").asText());
        assertEquals(0, run("analyze", study.toString()));
        assertTrue(out.toString().contains("r4-lr0.01-s0"), out.toString());
        assertEquals(0, run("analyze", study.toString(), "--trial", "r4-lr0.01-s0", "--json"));
        assertEquals(4, json().get("rank").asInt());
        assertEquals(2, run("analyze", study.toString(), "--trial", "r5"));
    }

    @Test
    void anAdapterIsAnalysedWithoutItsModel() throws IOException {
        Path adapter = ADAPTERS.resolve("lora");
        assertEquals(0, run("analyze", adapter.toString(), "--compare", adapter.toString(), "--json"), err.toString());
        JsonNode found = json();
        JsonNode module = found.get("modules").get(0);
        assertEquals(module.get("rank").asInt(), module.get("singular_values").size());
        JsonNode phi = found.get("overlap").get("modules").get(0).get("phi");
        assertEquals(1, phi.get(0).get(0).asDouble(), 1e-9);
        JsonNode suggestion = found.get("suggestion");
        assertTrue(suggestion.get("parameters").asLong()
                <= suggestion.get("budget").asLong());
        assertTrue(suggestion.get("suggested_energy").asDouble()
                >= suggestion.get("uniform_energy").asDouble());
        assertEquals(0, run("analyze", adapter.toString()), err.toString());
        assertTrue(out.toString().contains("effective rank"), out.toString());
    }

    @Test
    void cutsAreMeasuredOnTheModel() throws IOException {
        Path adapter = ADAPTERS.resolve("lora");
        assertEquals(
                0,
                run(
                        "analyze",
                        adapter.toString(),
                        "--model",
                        MODEL.toString(),
                        "--data",
                        BATCHES.toString(),
                        "--ranks",
                        "1,2",
                        "--json"),
                err.toString());
        JsonNode cut = json().get("cut");
        assertEquals(List.of(1, 2, json().get("rank").asInt()), ranks(cut));
        assertEquals(0, run("eval", "--model", MODEL.toString(), "--data", BATCHES.toString(), "--json"));
        assertEquals(
                json().get("eval_loss").asDouble(), cut.get("without_adapter").asDouble(), 1e-6);
        assertEquals(
                0,
                run(
                        "eval",
                        "--model",
                        MODEL.toString(),
                        "--data",
                        BATCHES.toString(),
                        "--adapter",
                        adapter.toString(),
                        "--json"));
        assertEquals(
                json().get("eval_loss").asDouble(),
                cut.get("points").get(2).get("value").asDouble(),
                1e-6);

        Path stored = temporary.resolve("cut");
        assertEquals(0, run("analyze", adapter.toString(), "--cut", "2", "--out", stored.toString()), err.toString());
        assertEquals(
                0,
                run(
                        "eval",
                        "--model",
                        MODEL.toString(),
                        "--data",
                        BATCHES.toString(),
                        "--adapter",
                        stored.toString(),
                        "--json"));
        assertEquals(
                json().get("eval_loss").asDouble(),
                cut.get("points").get(1).get("value").asDouble(),
                1e-5);
    }

    @Test
    void lowerRanksAreTrainedToPredictWhatTheAdapterPredicts() throws IOException {
        Path texts = temporary.resolve("texts.txt");
        Files.writeString(texts, "Once upon a time there was a little dog who liked to run. ".repeat(60));
        Path folder = temporary.resolve("distilled");
        String[] command = {
            "analyze",
            ADAPTERS.resolve("lora").toString(),
            "--model",
            MODEL.toString(),
            "--data",
            texts.toString(),
            "--sequence-length",
            "16",
            "--batch-size",
            "2",
            "--ranks",
            "1",
            "--distill",
            "--out",
            folder.toString(),
            "--steps",
            "4",
            "--learning-rates",
            "0.01",
            "--json"
        };
        assertEquals(0, run(command), err.toString());
        JsonNode distilled = json().get("distilled");
        assertEquals(2, distilled.get("trials").size());
        assertFalse(distilled.get("verdict").isNull());
        assertTrue(distilled.get("study").asText().endsWith("distilled"));
        assertEquals(0, run(command), err.toString());
        assertTrue(err.toString().contains("2 of 2 cells are finished already"), err.toString());
    }

    @Test
    void whatDoesNotBelongTogetherIsRefused() {
        String adapter = ADAPTERS.resolve("lora").toString();
        List<List<String>> wrong = List.of(
                List.of("analyze", adapter, "--model", MODEL.toString()),
                List.of("analyze", adapter, "--distill", "--out", temporary.toString()),
                List.of("analyze", adapter, "--cut", "2"),
                List.of(
                        "analyze",
                        adapter,
                        "--cut",
                        "99",
                        "--out",
                        temporary.resolve("x").toString()),
                List.of("analyze", adapter, "--ranks", "1"),
                List.of("analyze", adapter, "--out", temporary.toString()),
                List.of("analyze", adapter, "--trial", "r2"),
                List.of("analyze", adapter, "--budget", "99"),
                List.of("analyze", temporary.resolve("nowhere").toString()));
        for (List<String> command : wrong) {
            assertEquals(2, run(command.toArray(String[]::new)), command.toString());
            assertEquals(1, err.toString().lines().count(), err.toString());
        }
    }

    private int sweep(String ranks, String data) throws IOException {
        Path spec = temporary.resolve("spec.json");
        Files.writeString(spec, """
                {"model": "%s", "task": "causal-lm",
                 "data": {"batches": "%s", "validation_batches": "%s"%s},
                 "adapter": {"target_modules": ["q_proj", "down_proj"]},
                 "learning_rates": [0.01], "ranks": %s, "steps": 4, "eval_every": 2, "device": "cpu"}
                """.formatted(MODEL, BATCHES, BATCHES, data, ranks));
        return run("sweep", "--spec", spec.toString(), "--out", study.toString());
    }

    private double evalLoss(String trial) {
        return StrictJson.readTree(study.resolve("trials/" + trial + "/trial.json"))
                .get("result")
                .get("eval_loss")
                .asDouble();
    }

    private static List<Integer> ranks(JsonNode preview) {
        List<Integer> ranks = new ArrayList<>();
        preview.get("points").forEach(point -> ranks.add(point.get("rank").asInt()));
        return ranks;
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
