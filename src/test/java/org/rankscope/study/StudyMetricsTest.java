package org.rankscope.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.insight.Observation;
import org.rankscope.io.RequestException;
import org.rankscope.metrics.Metric;
import org.rankscope.train.TrialResult;

/** Metrics in the folder of a study, some of whose cells are from before there were any. */
class StudyMetricsTest {
    private static final Metric ACCURACY = Metric.named("token_accuracy").orElseThrow();

    @TempDir
    Path temporary;

    @Test
    void metricsAreTheLastColumnsAndOlderCellsHaveNone() throws IOException {
        try (StudyFolder folder = folder()) {
            StudyResults.write(folder, Optional.empty());
            List<String> lines = Files.readAllLines(folder.directory().resolve("results.csv"));

            assertTrue(lines.get(0).endsWith(",train_tokens,eval_losses,perplexity,token_accuracy"), lines.get(0));
            assertTrue(lines.get(1).endsWith(",,"), lines.get(1));
            assertTrue(lines.get(2).endsWith(",,0.25"), lines.get(2));
            assertTrue(lines.get(3).endsWith(",7.5,0.75"), lines.get(3));
        }
    }

    @Test
    void aCellIsReadAsItWasWritten() throws IOException {
        folder().close();
        try (StudyFolder folder = StudyFolder.open(temporary)) {
            List<Map<String, Double>> metrics = folder.trials().stream()
                    .map(trial -> trial.result().metrics())
                    .toList();
            assertEquals(List.of(Map.of(), metrics(null, 0.25), metrics(7.5, 0.75)), metrics);
        }
        assertFalse(Files.readString(temporary.resolve("trials/r1-lr0.001-s0/trial.json"))
                .contains("eval_metrics"));
    }

    @Test
    void aMetricIsJudgedWhereThereIsAValueOfIt() throws IOException {
        try (StudyFolder folder = folder()) {
            List<Observation> judged = StudyResults.judged(folder, ACCURACY);
            assertEquals(List.of(2, 4), judged.stream().map(Observation::rank).toList());
            assertEquals(
                    List.of(0.25, 0.75), judged.stream().map(Observation::value).toList());
            assertEquals(List.of(), judged.get(0).items());

            RequestException refused = assertThrows(
                    RequestException.class,
                    () -> StudyResults.judged(folder, Metric.named("pearson").orElseThrow()));
            assertEquals(
                    temporary
                            + ": no complete cell has the metric 'pearson'; this study has perplexity, token_accuracy.",
                    refused.getMessage());
        }
    }

    /** Three complete cells: one without metrics, one where one of them is undefined, and one with all. */
    private StudyFolder folder() throws IOException {
        StudyFolder folder = StudyFolder.openForWriting(temporary, Studies.spec(List.of(1, 2, 4), 8), false);
        List<Map<String, Double>> metrics = List.of(Map.of(), metrics(null, 0.25), metrics(7.5, 0.75));
        List<Trial> trials = folder.trials();
        for (int i = 0; i < trials.size(); i++) {
            TrialResult result = new TrialResult(1.5, 1.5, 1.4, 8, 100, 400, 1 << 20, 12, metrics.get(i));
            folder.save(trials.get(i).with(TrialState.COMPLETE, null, result));
        }
        return folder;
    }

    private static Map<String, Double> metrics(Double perplexity, double accuracy) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("perplexity", perplexity);
        metrics.put("token_accuracy", accuracy);
        return metrics;
    }
}
