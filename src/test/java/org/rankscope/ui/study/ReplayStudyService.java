package org.rankscope.ui.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.rankscope.export.ExportFormat;
import org.rankscope.export.Exported;
import org.rankscope.insight.AdapterSpectrum;
import org.rankscope.insight.Verdict;
import org.rankscope.io.RequestException;
import org.rankscope.study.Failure;
import org.rankscope.study.StudyListener;
import org.rankscope.study.StudySpec;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.train.MetricLine;

/**
 * Plays a synthetic study through the listener, as the runner would: on a thread of its own, cell after cell. Finished
 * cells are kept by folder, so that a cancelled study can be resumed.
 */
public final class ReplayStudyService implements StudyService {
    private final SyntheticStudy study;
    private final long microsAStep;
    private final int failingRank;
    private final Map<Path, List<Trial>> folders = new HashMap<>();
    private final Map<Path, StudySpec> specs = new HashMap<>();

    /** @param failingRank its cells fail; 0: none does */
    public ReplayStudyService(SyntheticStudy study, long microsAStep, int failingRank) {
        this.study = study;
        this.microsAStep = microsAStep;
        this.failingRank = failingRank;
    }

    @Override
    public synchronized RunningStudy start(
            StudySpec spec, Path folder, StudyListener listener, Consumer<String> onProblem) {
        List<Trial> trials = folders.computeIfAbsent(folder, any -> new ArrayList<>(SyntheticStudy.trials(spec)));
        specs.put(folder, spec);
        CountDownLatch cancelled = new CountDownLatch(1);
        Thread player = new Thread(() -> play(trials, listener, cancelled), "replay");
        player.setDaemon(true);
        player.start();
        return cancelled::countDown;
    }

    @Override
    public synchronized StudySnapshot open(Path folder) {
        if (!folders.containsKey(folder)) {
            throw new RequestException(folder + ": no study.json is here; choose the folder of a study.");
        }
        List<Trial> trials = folders.get(folder);
        Map<String, List<MetricLine>> metrics = new HashMap<>();
        trials.stream()
                .filter(trial -> trial.state() == TrialState.COMPLETE)
                .forEach(trial -> metrics.put(trial.id(), study.metrics(trial)));
        return new StudySnapshot(
                folder,
                specs.get(folder),
                trials,
                metrics,
                verdict(trials),
                study.observations(done(trials)),
                study.previews(done(trials)));
    }

    @Override
    public synchronized Optional<AdapterSpectrum> spectrum(Path folder, String trialId) {
        return folders.get(folder).stream()
                .filter(trial -> trial.id().equals(trialId) && trial.result() != null)
                .findFirst()
                .map(study::spectrum);
    }

    @Override
    public synchronized Exported exportAdapter(Path folder, String trialId, ExportFormat format, Path target) {
        try {
            Files.writeString(target, trialId);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Exported(format, 41_900, 2e-7, List.of("It is " + format.json() + "."));
    }

    @Override
    public synchronized void exportResults(Path folder, Path target) {
        try {
            Files.writeString(target, "trial,rank,eval_loss\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void play(List<Trial> trials, StudyListener listener, CountDownLatch cancelled) {
        try {
            listener.studyOpened(List.copyOf(trials));
            for (int i = 0; i < trials.size(); i++) {
                if (!trials.get(i).state().isFinished() && !playCell(trials, i, listener, cancelled)) {
                    listener.studyClosed(true);
                    return;
                }
            }
            study.previews(done(trials)).forEach(listener::previewReady);
            listener.studyClosed(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            listener.studyClosed(true);
        }
    }

    private boolean playCell(List<Trial> trials, int i, StudyListener listener, CountDownLatch cancelled)
            throws InterruptedException {
        Trial trial = trials.get(i);
        listener.trialChanged(trial.with(TrialState.RUNNING, null, null));
        listener.trialStarted(trial.id(), 0, trial.spec().steps(), study.parameters(trial));
        for (MetricLine line : study.metrics(trial)) {
            if (cancelled.await(microsAStep, TimeUnit.MICROSECONDS)) {
                listener.trialChanged(trial);
                return false;
            }
            if (failingRank > 0
                    && trial.rank() == failingRank
                    && line.step() > trial.spec().steps() / 3) {
                trials.set(
                        i,
                        trial.with(
                                TrialState.FAILED,
                                new Failure(
                                        Failure.Reason.DIVERGED,
                                        "The loss became infinite at step " + line.step()
                                                + "; lower the learning rate."),
                                null));
                listener.trialChanged(trials.get(i));
                return true;
            }
            listener.metric(trial.id(), line);
        }
        trials.set(i, trial.with(TrialState.COMPLETE, null, study.result(trial)));
        listener.trialChanged(trials.get(i));
        listener.observed(study.observations(done(trials)));
        listener.verdictChanged(verdict(trials));
        return true;
    }

    private Optional<Verdict> verdict(List<Trial> trials) {
        return study.judged(done(trials));
    }

    private static List<Trial> done(List<Trial> trials) {
        return trials.stream().filter(trial -> trial.result() != null).toList();
    }
}
