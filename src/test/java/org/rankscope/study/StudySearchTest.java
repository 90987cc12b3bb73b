package org.rankscope.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.insight.LearningRateMap;
import org.rankscope.insight.Observation;
import org.rankscope.insight.RankResult;
import org.rankscope.insight.ResultTableCsv;
import org.rankscope.insight.VerdictEngine;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.TargetSpec;
import org.rankscope.study.StudySpec.Budget;
import org.rankscope.study.StudySpec.SearchSpace;
import org.rankscope.study.StudySpec.Strategy;
import org.rankscope.train.MetricLine;
import org.rankscope.train.TrialSpecBuilder;

/** Studies whose cells come while they run. */
class StudySearchTest {
    private static final int STEPS = 12;
    private static final StudySpec TUNED = Studies.tuned(Studies.spec(List.of(1, 4), STEPS));
    private static final WorkerCommand WORKER = Studies.worker("").withProperty(ScriptedWorker.BEST_RATE, "0.003");

    @TempDir
    Path temporary;

    private StudyFolder open(StudySpec spec) {
        return StudyFolder.openForWriting(temporary.resolve("study"), spec, false);
    }

    private RecordingListener run(StudySpec spec) throws IOException {
        RecordingListener listener = new RecordingListener();
        try (StudyFolder folder = open(spec)) {
            assertTrue(new StudyRunner(folder, WORKER, Studies.LOWEST).run(listener));
        }
        return listener;
    }

    private List<String> ids() throws IOException {
        try (StudyFolder folder = StudyFolder.open(temporary.resolve("study"))) {
            return folder.trials().stream().map(Trial::id).toList();
        }
    }

    private static StudySpec random(int trials) {
        return Studies.spec(List.of(1, 4), STEPS)
                .with()
                .strategy(Strategy.RANDOM)
                .budget(new Budget(trials, null))
                .searchSpace(new SearchSpace(
                        List.of(1e-4, 1e-2),
                        List.of(1.0, 2.0),
                        null,
                        null,
                        List.of(TargetSpec.list(List.of("q_proj")), TargetSpec.pattern("all-linear"))))
                .pruning(false)
                .build();
    }

    @Test
    void tunedStudyFindsTheRateOfEachRankAndTellsOfItsCellsAsTheyCome() throws IOException {
        RecordingListener listener = run(TUNED);
        assertEquals("opened 1", listener.heard.get(0));
        assertTrue(listener.heard.contains("r1-lr0.0032-s0 WAITING"), listener.heard.toString());
        int second = listener.heard.indexOf("r4-lr0.0032-s0 WAITING");
        assertTrue(
                second > 0
                        && listener.heard.subList(0, second).stream().noneMatch(event -> event.matches("verdict \\d+")),
                "one rank of two gives no verdict: " + listener.heard);
        try (StudyFolder folder = StudyFolder.open(temporary.resolve("study"))) {
            LearningRateMap map = StudyRates.map(folder.trials());
            for (int rank : List.of(1, 4)) {
                LearningRateMap.Field best = map.fields().stream()
                        .filter(field -> field.rank() == rank && field.best())
                        .findFirst()
                        .orElseThrow();
                assertEquals(0.0032, best.learningRate());
                assertFalse(best.edge());
            }
            assertTrue(folder.extent().exact());
            assertEquals(folder.trials().size(), folder.extent().runs());
        }
    }

    private static StudySpec prunedGrid(boolean pruning) {
        StudySpec base = Studies.spec(List.of(4), 400);
        return StudySpecBuilder.builder()
                .trial(TrialSpecBuilder.builder()
                        .model(base.trial().model())
                        .task(base.trial().task())
                        .data(base.trial().data())
                        .adapter(base.trial().adapter())
                        .batchSize(base.trial().batchSize())
                        .sequenceLength(base.trial().sequenceLength())
                        .steps(base.trial().steps())
                        .evalEvery(base.trial().evalEvery())
                        .seed(0L)
                        .device("cpu")
                        .build())
                .ranks(base.ranks())
                .learningRates(List.of(0.003, 0.00001))
                .seeds(base.seeds())
                .pruning(pruning)
                .build();
    }

    @Test
    void hopelessRateIsPrunedAndStaysSo() throws IOException {
        WorkerCommand slow = WORKER.withProperty(ScriptedWorker.STEP_MILLIS, "2");
        RecordingListener listener = new RecordingListener();
        StudySpec two = prunedGrid(true);
        try (StudyFolder folder = open(two)) {
            assertTrue(new StudyRunner(folder, slow, Studies.LOWEST).run(listener));
            Trial pruned = folder.trial("r4-lr0.00001-s0").orElseThrow();
            assertEquals(TrialState.PRUNED, pruned.state());
            assertFalse(folder.journal(pruned.id()).evaluations().isEmpty(), "its journal stays");
            assertTrue(folder.journal(pruned.id()).evaluationAt(400).isEmpty());
        }
        try (StudyFolder folder = open(two)) {
            assertTrue(folder.trials().stream().allMatch(trial -> trial.state().isFinished()));
        }
        try (StudyFolder folder = open(prunedGrid(false))) {
            assertEquals(
                    TrialState.WAITING,
                    folder.trial("r4-lr0.00001-s0").orElseThrow().state());
        }
    }

    @Test
    void readerJudgesTheSameAsTheRunnerDid() throws IOException {
        WorkerCommand slow = WORKER.withProperty(ScriptedWorker.STEP_MILLIS, "2");
        try (StudyFolder folder = open(prunedGrid(true))) {
            new StudyRunner(folder, slow, Studies.LOWEST).run(new RecordingListener());
        }
        try (StudyFolder folder = StudyFolder.open(temporary.resolve("study"))) {
            List<Observation> judged = StudyResults.judged(folder);
            assertEquals(
                    List.of(1e-5),
                    judged.stream()
                            .filter(row -> Double.isNaN(row.value()) && row.rank() == 4)
                            .map(Observation::learningRate)
                            .toList());
            List<Observation> seen = new ArrayList<>();
            StudyResults.verdict(folder, rows -> {
                seen.addAll(rows);
                return VerdictEngine.judge(rows, VerdictOptions.DEFAULT);
            });
            assertEquals(seen, judged);
        }
    }

    @Test
    void damagedPreviewKeepsNoStudyFromOpening() throws IOException {
        run(TUNED);
        Files.writeString(temporary.resolve("study").resolve(StudyPreview.FILE), "{ \"trial\": ");
        try (StudyFolder folder = StudyFolder.open(temporary.resolve("study"))) {
            assertTrue(StudyResults.preview(folder).isEmpty());
        }
    }

    @Test
    void cancelledSearchComesToTheSameCells() throws IOException {
        run(TUNED);
        TreeSet<String> expected = new TreeSet<>(ids());
        TrialFolders.delete(temporary.resolve("study"));
        boolean complete = false;
        int interruptions = 0;
        while (!complete) {
            try (StudyFolder folder = open(TUNED)) {
                StudyRunner runner = new StudyRunner(folder, WORKER, Studies.LOWEST);
                complete = runner.run(new RecordingListener() {
                    private int lines;

                    @Override
                    public void metric(String trialId, MetricLine line) {
                        if (++lines == STEPS + 7) {
                            runner.cancel();
                        }
                    }
                });
                interruptions += complete ? 0 : 1;
            }
        }
        assertEquals(expected, new TreeSet<>(ids()));
        assertTrue(interruptions > 2, "it was cancelled " + interruptions + " times");
    }

    @Test
    void searchOfAKilledRunnerComesToTheSameCells() throws Exception {
        run(TUNED);
        TreeSet<String> expected = new TreeSet<>(ids());
        TrialFolders.delete(temporary.resolve("study"));
        Process runner = RunnerProcess.start(
                temporary.resolve("study"),
                STEPS,
                40,
                List.of(1, 4),
                List.of("-D" + ScriptedWorker.BEST_RATE + "=0.003"));
        Path second = temporary.resolve("study/trials/r1-lr0.0032-s0/metrics.jsonl");
        for (int i = 0;
                i < 6000 && (!Files.exists(second) || Files.readAllLines(second).size() < 8);
                i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        runner.destroyForcibly().waitFor();
        try (StudyFolder looked = StudyFolder.open(temporary.resolve("study"))) {
            assertEquals(
                    List.of(TrialState.COMPLETE, TrialState.RUNNING),
                    looked.trials().stream().map(Trial::state).toList());
        }
        run(TUNED);
        assertEquals(expected, new TreeSet<>(ids()));
        try (StudyFolder folder = StudyFolder.open(temporary.resolve("study"))) {
            assertEquals(1, Studies.starts(folder, "r1-lr0.001-s0"));
            assertEquals(2, Studies.starts(folder, "r1-lr0.0032-s0"));
        }
    }

    @Test
    void largerBudgetGoesOnWithAFinishedStudy() throws IOException {
        run(random(4));
        List<String> first = ids();
        assertEquals(4, first.size());
        run(random(6));
        assertEquals(6, ids().size());
        assertTrue(ids().containsAll(first));
        try (StudyFolder folder = open(random(6))) {
            for (String id : first) {
                assertEquals(1, Studies.starts(folder, id), id);
            }
        }
    }

    @Test
    void cellsOfASearchAreNamedByWhatSetsThemApart() throws IOException {
        run(random(6));
        try (StudyFolder folder = StudyFolder.open(temporary.resolve("study"))) {
            for (Trial trial : folder.trials()) {
                double alpha = trial.spec().adapter().loraAlpha();
                boolean all = trial.spec().adapter().targetModules().isAllLinear();
                String expected = "r" + trial.rank() + "-lr"
                        + BigDecimal.valueOf(trial.learningRate()).toPlainString()
                        + (alpha == 2.0 * trial.rank() ? "" : "-a" + trial.rank()) + (all ? "-all" : "") + "-s0";
                assertEquals(expected, trial.id());
                assertEquals("alpha " + (int) alpha + ", " + (all ? "all-linear" : "q_proj"), trial.setting());
            }
        }
    }

    @Test
    void gridOfAnOldFolderGoesOnAsATunedStudy() throws IOException {
        run(Studies.spec(List.of(1, 4), STEPS));
        run(TUNED);
        try (StudyFolder folder = StudyFolder.open(temporary.resolve("study"))) {
            assertEquals(1, Studies.starts(folder, "r1-lr0.001-s0"));
            assertEquals(1, Studies.starts(folder, "r4-lr0.001-s0"));
            assertTrue(folder.trial("r4-lr0.0032-s0").isPresent());
            assertEquals("", folder.trials().get(0).setting());
        }
    }

    @Test
    void methodsBesideTheAdaptersOwnHaveAPrefix() throws IOException {
        StudySpec spec = Studies.spec(List.of(1, 4), STEPS)
                .with()
                .methods(List.of(Method.LORA, Method.RSLORA))
                .pruning(null)
                .build();
        try (StudyFolder folder = open(spec)) {
            assertEquals(
                    List.of("r1-lr0.001-s0", "r4-lr0.001-s0", "rslora-r1-lr0.001-s0", "rslora-r4-lr0.001-s0"),
                    folder.trials().stream().map(Trial::id).toList());
            assertTrue(folder.trials().get(2).spec().adapter().useRslora());
            assertFalse(folder.trials().get(0).spec().adapter().useRslora());
        }
    }

    @Test
    void eachMethodHasTheCellsOfItsCapacities() throws IOException {
        StudySpec spec = Studies.spec(List.of(2, 8), STEPS)
                .with()
                .methods(List.of(
                        Method.LORA, Method.DYLORA, Method.BOTTLENECK, Method.PROMPT_TUNING, Method.IA3, Method.FULL))
                .capacities(Map.of(Method.BOTTLENECK, List.of(16)))
                .build();
        List<String> expected = List.of(
                "r2-lr0.001-s0",
                "r8-lr0.001-s0",
                "dylora-r8-lr0.001-s0",
                "bottleneck-m16-lr0.001-s0",
                "prompt_tuning-v2-lr0.001-s0",
                "prompt_tuning-v8-lr0.001-s0",
                "ia3-lr0.001-s0",
                "full-lr0.001-s0");
        try (StudyFolder folder = open(spec)) {
            assertEquals(expected, folder.trials().stream().map(Trial::id).toList());
            assertEquals(8, folder.extent().runs());
            assertEquals(16, folder.trials().get(3).spec().adapter().bottleneckSize());
            assertEquals(2, folder.trials().get(4).spec().adapter().numVirtualTokens());
            assertEquals(0, folder.trials().get(7).rank());
        }
        run(spec);
        try (StudyFolder folder = open(spec)) {
            assertEquals(
                    expected, folder.trials().stream().map(Trial::id).toList(), "and none when it is opened again");
        }
        List<String> csv = Files.readAllLines(temporary.resolve("study/results.csv"));
        assertTrue(csv.get(4).startsWith("bottleneck-m16-lr0.001-s0,bottleneck,16,,0.001,0,COMPLETE,"), csv.get(4));
        assertTrue(csv.get(8).startsWith("full-lr0.001-s0,full,,,0.001,0,COMPLETE,"), csv.get(8));
        List<Observation> rows =
                ResultTableCsv.read(temporary.resolve("study/results.csv")).observations();
        assertEquals(
                List.of("bottleneck", "dylora", "full", "ia3", "prompt_tuning", "prompt_tuning"),
                VerdictEngine.judge(rows, VerdictOptions.DEFAULT).references().stream()
                        .map(RankResult::method)
                        .toList());
    }

    /** An adapter keeps nothing of the dropout and the modules that its method doesn't read. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void finishedCellsOfMethodsThatReadLessAreFinished(boolean tuned) throws IOException {
        StudySpec grid = Studies.spec(List.of(2), STEPS)
                .with()
                .methods(List.of(Method.LORA, Method.IA3, Method.BOTTLENECK, Method.PROMPT_TUNING, Method.FULL))
                .build();
        AdapterConfig dropping = AdapterConfigBuilder.builder(grid.trial().adapter())
                .loraDropout(0.1)
                .build();
        StudySpec dropped = grid.withTrial(grid.trial().withAdapter(dropping));
        StudySpec spec = tuned ? Studies.tuned(dropped) : dropped;
        run(spec);
        List<String> cells = ids();
        assertEquals(
                List.of(),
                run(spec).heard.stream()
                        .filter(word -> word.contains(" started "))
                        .toList());
        assertEquals(cells, ids());
        try (StudyFolder folder = open(spec)) {
            assertEquals(cells.size(), folder.extent().runs());
            folder.trials().forEach(trial -> assertEquals("", trial.setting(), trial.id()));
        }
    }

    @Test
    void searchesOverASpaceVaryWhatAMethodHas() throws IOException {
        StudySpec spec = random(8)
                .with()
                .methods(List.of(Method.LORA, Method.FULL))
                .learningRate(null)
                .build();
        run(spec);
        try (StudyFolder folder = open(spec)) {
            List<Trial> full = folder.trials().stream()
                    .filter(trial -> trial.method() == Method.FULL)
                    .toList();
            assertTrue(full.size() >= 2, ids().toString());
            full.forEach(trial -> assertEquals("full-lr" + plain(trial.learningRate()) + "-s0", trial.id()));
        }
    }

    private static String plain(double rate) {
        return BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString();
    }

    @Test
    void budgetCutsAGridShort() throws IOException {
        StudySpec spec = Studies.spec(List.of(1, 2, 4), STEPS)
                .with()
                .budget(new Budget(2, null))
                .pruning(null)
                .build();
        run(spec);
        assertEquals(List.of("r1-lr0.001-s0", "r2-lr0.001-s0"), ids());
    }

    @Test
    void budgetOfMinutesCountsWhatTheFolderHolds() throws IOException {
        double cellMinutes = STEPS / 60_000.0;
        StudySpec spec = Studies.spec(List.of(1, 2, 4, 8), STEPS)
                .with()
                .budget(new Budget(null, 1.5 * cellMinutes))
                .pruning(null)
                .build();
        run(spec);
        assertEquals(2, ids().size(), "the second began with time left");
        run(spec);
        assertEquals(2, ids().size(), "and no other when the study is opened again");
    }
}
