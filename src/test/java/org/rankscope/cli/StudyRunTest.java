package org.rankscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.data.DataSpec;
import org.rankscope.insight.Verdict;
import org.rankscope.io.StrictJson;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.study.Judge;
import org.rankscope.study.ScriptedWorker;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpecBuilder;
import org.rankscope.study.WorkerCommand;
import org.rankscope.train.TrialSpecBuilder;

class StudyRunTest {
    private static final Judge FOUR = observations -> new Verdict(
            Verdict.Kind.CHOOSE,
            4,
            "smallest rank within 1 % of the best",
            "eval_loss",
            new Verdict.RankValue(4, 1.36),
            0,
            List.of(),
            List.of("One seed only."),
            "Rank 4 is as good as any.");

    @TempDir
    Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(boolean json, String script, Integer... ranks) throws IOException {
        WorkerCommand worker = WorkerCommand.of(ScriptedWorker.class).withProperty(ScriptedWorker.SCRIPT, script);
        return run(json, worker, spec(List.of(1e-3), ranks));
    }

    private int run(boolean json, WorkerCommand worker, StudySpec spec) throws IOException {
        return new StudyRun(worker, FOUR, new PrintWriter(out), new PrintWriter(err))
                .run(spec, temporary.resolve("study"), false, json);
    }

    private static StudySpec spec(List<Double> rates, Integer... ranks) {
        return StudySpecBuilder.builder()
                .trial(TrialSpecBuilder.builder()
                        .model("bundled:tiny")
                        .task(Task.CAUSAL_LM)
                        .data(DataSpec.of("bundled:words"))
                        .adapter(AdapterConfig.lora(8, 16, List.of("q_proj")))
                        .batchSize(2)
                        .sequenceLength(16)
                        .steps(8)
                        .evalEvery(2)
                        .seed(0L)
                        .device("cpu")
                        .precision(null)
                        .build())
                .ranks(List.of(ranks))
                .learningRates(rates)
                .seeds(List.of(0L))
                .build();
    }

    @Test
    void tableAndVerdictGoToStandardOutputAndProgressToStandardError() throws IOException {
        assertEquals(0, run(false, "1=nan", 1, 4));
        assertEquals("""
                rank  seed  learning rate               state  eval loss  parameters   adapter  peak memory  time
                   1     0          0.001    failed: diverged
                   4     0          0.001  complete: underfit     1.3611         400  1.56 KiB     1.00 MiB  8 ms

                Verdict: choose rank 4
                Rank 4 is as good as any.
                Rule: smallest rank within 1 %% of the best.
                Note: One seed only.

                Capacity at rank 4: 256 training tokens on 400 parameters: 0.64 tokens a parameter.

                The study, with an adapter for each finished cell, is in %s.
                """.formatted(temporary.resolve("study")), out.toString());
        assertTrue(
                err.toString().contains("r1-lr0.001-s0: FAILED (diverged). The loss became NaN at step 3"),
                err.toString());
        assertTrue(err.toString().contains("r4-lr0.001-s0: eval loss 1.3611 at step 8"), err.toString());
    }

    @Test
    void lossIsShownByRankAndLearningRateWhereThereAreSeveral() throws IOException {
        WorkerCommand worker = WorkerCommand.of(ScriptedWorker.class).withProperty(ScriptedWorker.BEST_RATE, "0.001");
        assertEquals(0, run(false, worker, spec(List.of(1e-4, 1e-3, 1e-2), 1, 4)));
        assertTrue(out.toString().contains("""

                Eval loss by rank and learning rate (* best of its rank):
                rank   0.0001    0.001      0.01
                   1  3.1111   2.1111*  diverged
                   4  2.3611   1.3611*  diverged
                """), out.toString());
    }

    @Test
    void studyThatGrowsSaysAboutHowManyCellsItWillCome() throws IOException {
        WorkerCommand worker = WorkerCommand.of(ScriptedWorker.class)
                .withProperty(ScriptedWorker.BEST_RATE, "0.001")
                .withProperty(ScriptedWorker.STEP_MILLIS, "700");
        StudySpec grid = spec(List.of(1e-3), 4);
        assertEquals(
                0,
                run(
                        true,
                        worker,
                        grid.with()
                                .learningRate(StudySpec.RateChoice.TUNE)
                                .firstLearningRate(1e-3)
                                .pruning(null)
                                .build()));
        assertTrue(err.toString().contains("cell 1 of about 4 r4-lr0.001-s0"), err.toString());
    }

    @Test
    void jsonIsOneObjectAndNothingElse() throws IOException {
        assertEquals(0, run(true, "1=nan", 1, 4));
        JsonNode json = StrictJson.mapper().readTree(out.toString());
        assertEquals("FAILED", json.path("trials").path(0).path("state").asText());
        assertEquals(
                "diverged",
                json.path("trials").path(0).path("failure").path("reason").asText());
        assertEquals(
                400, json.path("trials").path(1).path("trainable_parameters").asInt());
        assertEquals(4, json.path("verdict").path("rank").asInt());
    }

    @Test
    void studyOfWhichNoCellCameToAResultHasFailed() throws IOException {
        assertEquals(1, run(false, "1=nan,4=bug", 1, 4));
        assertTrue(err.toString().contains("No cell of the study came to a result"), err.toString());
    }

    @Test
    void secondRunSaysWhatWasFinishedAndRunsNothing() throws IOException {
        run(true, "", 1, 4);
        err.getBuffer().setLength(0);
        assertEquals(0, run(true, "", 1, 4));
        assertEquals("2 of 2 cells are finished already.", err.toString().strip());
    }
}
