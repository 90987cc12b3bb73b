package org.rankscope.ui.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.rankscope.export.ExportFormat;
import org.rankscope.export.Exported;
import org.rankscope.insight.AdapterSpectrum;
import org.rankscope.insight.Verdict;
import org.rankscope.io.RequestException;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.study.StudyListener;
import org.rankscope.study.StudySpec;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.ui.fx.UiQueue;

class StudyViewModelTest {
    private static final StudySpec SPEC = SyntheticStudy.spec(List.of(1, 8, 32), List.of(3e-3), List.of(0L), 20);
    private static final long SECOND = 1_000_000_000L;
    private static final Path FOLDER = Path.of("study");

    private long now;
    private final UiQueue queue = new UiQueue();
    private final HandDriven service = new HandDriven();
    private final StudyViewModel study = new StudyViewModel(service, queue, Runnable::run, () -> now, spec -> FOLDER);

    /** A service whose run is driven by the test. */
    private static final class HandDriven implements StudyService {
        private final SyntheticStudy numbers = SyntheticStudy.choose();
        private final List<Trial> trials = new ArrayList<>(SyntheticStudy.trials(SPEC));
        private Optional<String> refusal = Optional.empty();
        private Optional<StudyListener> listener = Optional.empty();
        private Consumer<String> onProblem = sentence -> {};
        private boolean cancelled;

        @Override
        public RunningStudy start(StudySpec spec, Path folder, StudyListener heard, Consumer<String> problem) {
            refusal.ifPresent(sentence -> {
                throw new RequestException(sentence);
            });
            listener = Optional.of(heard);
            onProblem = problem;
            heard.studyOpened(List.copyOf(trials));
            return () -> cancelled = true;
        }

        @Override
        public StudySnapshot open(Path folder) {
            return new StudySnapshot(folder, SPEC, trials, Map.of(), Optional.empty(), List.of(), List.of());
        }

        @Override
        public Optional<AdapterSpectrum> spectrum(Path folder, String trialId) {
            return Optional.empty();
        }

        @Override
        public Exported exportAdapter(Path folder, String trialId, ExportFormat format, Path target) {
            throw new AssertionError("Nothing is exported here.");
        }

        @Override
        public void exportResults(Path folder, Path target) {
            throw new RequestException(target + ": the disk is full.");
        }

        void complete(int index) {
            Trial trial = trials.get(index);
            StudyListener heard = listener.orElseThrow();
            heard.trialChanged(trial.with(TrialState.RUNNING, null, null));
            heard.trialStarted(trial.id(), 0, 20, numbers.parameters(trial));
            numbers.metrics(trial).forEach(line -> heard.metric(trial.id(), line));
            trials.set(index, trial.with(TrialState.COMPLETE, null, numbers.result(trial)));
            heard.trialChanged(trials.get(index));
            heard.verdictChanged(numbers.verdict(
                    trials.stream().filter(one -> one.result() != null).toList()));
        }
    }

    private void start() {
        study.run(new Launch(SPEC, Map.of()));
        queue.drain();
    }

    @Test
    void aRunGoesFromStartToVerdict() {
        assertEquals(StudyState.IDLE, study.state());
        study.run(new Launch(SPEC, Map.of()));
        assertEquals(StudyState.STARTING, study.state());
        queue.drain();
        assertEquals(StudyState.RUNNING, study.state());
        assertEquals(Optional.of(FOLDER), study.folderProperty().get());
        for (int i = 0; i < 3; i++) {
            service.complete(i);
        }
        service.listener.orElseThrow().studyClosed(false);
        queue.drain();
        assertEquals(StudyState.DONE, study.state());
        assertEquals(
                Verdict.Kind.CHOOSE,
                study.board().verdictProperty().get().orElseThrow().kind());
        assertEquals(
                List.of(1, 8, 32),
                study.board().variants().stream()
                        .map(row -> row.variant().capacity())
                        .toList());
        assertEquals(1.0, study.board().progress());
    }

    @Test
    void aWholeTrialIsOneChangeForTheWindow() {
        start();
        List<Number> changes = new ArrayList<>();
        study.board().stepsRevision().addListener((observable, old, now) -> changes.add(now));
        service.complete(0);
        assertEquals(0, changes.size());
        now += SECOND;
        queue.drain();
        assertEquals(1, changes.size());
    }

    @Test
    void newsWithinAFifthOfASecondIsShownTogether() {
        start();
        now += SECOND;
        service.complete(0);
        queue.drain();
        long shown = study.board().stepsRevision().get();
        now += SECOND / 10;
        service.complete(1);
        queue.drain();
        assertEquals(shown, study.board().stepsRevision().get());
        now += SECOND / 10;
        queue.drain();
        assertEquals(shown + 1, study.board().stepsRevision().get());
    }

    @Test
    void theLastMetricIsShownBeforeTheStudyIsClosed() {
        start();
        List<Double> lossesAtEnd = new ArrayList<>();
        study.stateProperty().addListener((observable, old, now) -> {
            if (now == StudyState.STOPPED) {
                lossesAtEnd.add(study.board()
                        .variant(new Variant(Method.LORA, 1))
                        .orElseThrow()
                        .loss());
            }
        });
        service.complete(0);
        service.listener.orElseThrow().studyClosed(true);
        queue.drain();
        assertEquals(1, lossesAtEnd.size());
        assertFalse(Double.isNaN(lossesAtEnd.get(0)));
    }

    @Test
    void cancellingWaitsForTheRunnerAndCanBeResumed() {
        start();
        service.complete(0);
        study.cancel();
        assertEquals(StudyState.CANCELLING, study.state());
        assertTrue(service.cancelled);
        service.listener.orElseThrow().studyClosed(true);
        queue.drain();
        assertEquals(StudyState.STOPPED, study.state());
        study.resume();
        queue.drain();
        assertEquals(StudyState.RUNNING, study.state());
        assertTrue(
                study.board().variant(new Variant(Method.LORA, 1)).orElseThrow().hasLoss());
    }

    @Test
    void aStudyThatCannotStartSaysWhy() {
        service.refusal = Optional.of("The folder is locked by another process.");
        start();
        assertEquals(StudyState.FAILED, study.state());
        assertEquals(
                "The folder is locked by another process.",
                study.noticeProperty().get());
    }

    @Test
    void aRunThatBreaksOffSaysWhyAndCanBeResumed() {
        start();
        service.listener.orElseThrow().studyClosed(false);
        service.onProblem.accept("The disk is full.");
        queue.drain();
        assertEquals(StudyState.STOPPED, study.state());
        assertEquals("The disk is full.", study.noticeProperty().get());
    }

    @Test
    void anOpenedStudyWithCellsLeftCanBeResumed() {
        List<StudySpec> shown = new ArrayList<>();
        study.open(FOLDER, shown::add);
        queue.drain();
        assertEquals(StudyState.STOPPED, study.state());
        assertEquals(List.of(SPEC), shown);
        assertEquals(3, study.board().variants().size());
    }

    @Test
    void aFailedExportLeavesTheStudyAsItIs() {
        start();
        service.complete(0);
        queue.drain();
        study.exportResults(Path.of("out.csv"));
        queue.drain();
        assertEquals(StudyState.RUNNING, study.state());
        assertEquals("out.csv: the disk is full.", study.noticeProperty().get());
    }
}
