package org.rankscope.ui.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpecBuilder;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.train.MetricLine;
import org.rankscope.train.TrialResult;
import org.rankscope.ui.study.BoardOf;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.study.StudySnapshot;
import org.rankscope.ui.study.SyntheticStudy;
import org.rankscope.ui.study.VariantSummary;

class TrialsViewModelTest {
    private static final SyntheticStudy NUMBERS = SyntheticStudy.choose();

    private final StudyBoard board = new StudyBoard();
    private final TrialsViewModel trials = new TrialsViewModel(board);

    private VariantSummary row() {
        return trials.rows().get(0);
    }

    private void showRun(List<MetricLine> journal) {
        StudySpec spec = SyntheticStudy.spec(List.of(8), List.of(3e-3), List.of(0L), 40);
        Trial trial = SyntheticStudy.trials(spec).get(0);
        Trial complete = trial.with(TrialState.COMPLETE, null, NUMBERS.result(trial));
        board.show(new StudySnapshot(
                Path.of("s"),
                spec,
                List.of(complete),
                Map.of(trial.id(), journal),
                Optional.empty(),
                List.of(),
                List.of()));
    }

    private static List<MetricLine> journal(double... evaluations) {
        List<MetricLine> lines = new ArrayList<>();
        for (int i = 0; i < evaluations.length; i++) {
            for (int step = 10 * (i - 1) + 1; step <= 10 * i; step++) {
                lines.add(MetricLine.train(step, 3.0 - 0.02 * step, 3e-3, 0.4, step));
            }
            lines.add(MetricLine.evaluation(10 * i, evaluations[i], 4096, List.of(), 10L * i));
        }
        return lines;
    }

    @Test
    void aRunThatRoseAgainIsOverfitFromItsBestStep() {
        showRun(journal(3.0, 2.4, 2.2, 2.5, 2.7));
        assertEquals("overfit from step 20", TrialsViewModel.state(row()));
        assertEquals("overfit", TrialsViewModel.tone(row()));
        assertTrue(TrialsViewModel.explanation(row()).orElseThrow().startsWith("Overfit from step 20: there"));
    }

    @Test
    void aRunThatWasStillFallingIsUnderfit() {
        showRun(journal(3.0, 2.8, 2.6, 2.4, 2.2));
        assertEquals("underfit", TrialsViewModel.state(row()));
    }

    @Test
    void aRunThatSettledIsGood() {
        showRun(journal(3.0, 2.3, 2.21, 2.2, 2.2));
        assertEquals("good", TrialsViewModel.state(row()));
    }

    @Test
    void theSpreadStandsBesideTheMean() {
        BoardOf.finished(board, NUMBERS, SyntheticStudy.spec(List.of(1, 8), List.of(3e-3), List.of(0L, 1L, 2L), 20));
        assertTrue(TrialsViewModel.spread(row()).matches("± 0\\.\\d{4}"), TrialsViewModel.spread(row()));
    }

    @Test
    void aTrialThatIsAddedWhileTheStudyRunsGetsItsRow() {
        showRun(journal(3.0, 2.3, 2.21, 2.2, 2.2));
        StudySpec wider = SyntheticStudy.spec(List.of(8, 16), List.of(3e-3), List.of(0L), 40);
        BoardOf.add(board, SyntheticStudy.trials(wider).get(1));
        assertEquals(
                List.of(8, 16),
                trials.rows().stream().map(row -> row.variant().capacity()).toList());
        assertEquals("waiting", TrialsViewModel.state(trials.rows().get(1)));
    }

    @Test
    void theMetricOfATaskIsTheMeanOverSeedsAndItsColumnIsNamedAfterIt() {
        StudySpec spec = SyntheticStudy.spec(List.of(8), List.of(3e-3), List.of(0L, 1L, 2L), 20);
        List<Trial> trials = SyntheticStudy.trials(spec);
        List<Trial> complete = List.of(
                complete(trials.get(0), Map.of("token_accuracy", 0.5)),
                complete(trials.get(1), Map.of("token_accuracy", 0.6)),
                complete(trials.get(2), Map.of()));
        board.show(new StudySnapshot(Path.of("s"), spec, complete, Map.of(), Optional.empty(), List.of(), List.of()));

        assertEquals("token accuracy", this.trials.metricTitle());
        assertEquals("55.0 %", TrialsViewModel.metric(row()));
    }

    @Test
    void withoutMetricsThereIsNoColumn() {
        StudySpec spec = SyntheticStudy.spec(List.of(8), List.of(3e-3), List.of(0L), 20);
        List<Trial> complete = List.of(complete(SyntheticStudy.trials(spec).get(0), Map.of()));
        board.show(new StudySnapshot(Path.of("s"), spec, complete, Map.of(), Optional.empty(), List.of(), List.of()));
        assertEquals("", trials.metricTitle());
        assertEquals("", TrialsViewModel.metric(row()));
    }

    private static Trial complete(Trial trial, Map<String, Double> metrics) {
        return trial.with(TrialState.COMPLETE, null, new TrialResult(2.0, 2.0, 2.0, 20, 10, 40, 1 << 20, 7, metrics));
    }

    private List<String> sizes(Method... methods) {
        StudySpec spec = StudySpecBuilder.builder(SyntheticStudy.spec(List.of(2, 8), List.of(3e-3), List.of(0L), 10))
                .methods(List.of(methods))
                .build();
        BoardOf.finished(board, SyntheticStudy.choose(), spec);
        return trials.rows().stream().map(trials::capacity).toList();
    }

    @Test
    void methodsAreNamedWhereThereAreSeveralAndWhatHasNoRankHasADash() {
        assertEquals(List.of("2", "8"), sizes(Method.LORA));
        assertEquals(false, trials.namesMethods());
        assertEquals(List.of("2", "8", "–", "–"), sizes(Method.LORA, Method.IA3, Method.FULL));
        assertEquals(true, trials.namesMethods());
        assertEquals("rank", trials.capacityTitle());
        assertEquals("full", TrialsViewModel.method(trials.rows().get(3)));
    }

    @Test
    void sizesThatAreNoRanksSayWhatTheyAre() {
        assertEquals(
                List.of("r = 2", "r = 8", "m = 2", "m = 8", "2 tokens", "8 tokens"),
                sizes(Method.LORA, Method.BOTTLENECK, Method.PROMPT_TUNING));
        assertEquals("size", trials.capacityTitle());
    }
}
