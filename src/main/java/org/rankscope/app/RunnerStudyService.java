package org.rankscope.app;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.rankscope.export.Adapted;
import org.rankscope.export.ExportFormat;
import org.rankscope.export.Exported;
import org.rankscope.export.Exports;
import org.rankscope.insight.AdapterSpectrum;
import org.rankscope.insight.Verdict;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.study.Judge;
import org.rankscope.study.SpecResources;
import org.rankscope.study.StudyException;
import org.rankscope.study.StudyFolder;
import org.rankscope.study.StudyListener;
import org.rankscope.study.StudyResults;
import org.rankscope.study.StudyRunner;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpectra;
import org.rankscope.study.TrainedAdapter;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.study.WorkerCommand;
import org.rankscope.train.MetricLine;
import org.rankscope.ui.study.RunningStudy;
import org.rankscope.ui.study.StudyService;
import org.rankscope.ui.study.StudySnapshot;

/**
 * Runs studies in worker processes and reads their folders: {@link StudyRunner} and {@link StudyFolder} for the window.
 */
final class RunnerStudyService implements StudyService {
    /** What sentences about fields name in place of a file. */
    private static final Path THIS_STUDY = Path.of("This study");

    private static final Logger LOG = System.getLogger(RunnerStudyService.class.getName());
    private static final String RESULTS = "results.csv";

    private final WorkerCommand worker;
    private final Judge judge;
    private final BiFunction<StudySpec, Path, StudySpec> check;
    private final Consumer<Trial> onComplete;
    private final SpecResources resources;

    /**
     * @param check given a specification and what messages name in place of its file, throws a RequestException if
     *     model, data, ranks and target modules of a study don't fit, else gives what is to be run
     * @param onComplete learns from trials that are complete
     * @param resources opens the base models of adapters that are exported
     */
    RunnerStudyService(
            WorkerCommand worker,
            Judge judge,
            BiFunction<StudySpec, Path, StudySpec> check,
            Consumer<Trial> onComplete,
            SpecResources resources) {
        this.worker = worker;
        this.judge = judge;
        this.check = check;
        this.onComplete = onComplete;
        this.resources = resources;
    }

    @Override
    public RunningStudy start(StudySpec spec, Path folder, StudyListener listener, Consumer<String> onProblem) {
        StudyFolder open = StudyFolder.openForWriting(folder, check.apply(spec, THIS_STUDY), false);
        Judge telling = observations -> {
            listener.observed(observations);
            return judge.judge(observations);
        };
        StudyRunner runner = new StudyRunner(open, worker, telling);
        Thread thread =
                new Thread(() -> run(runner, open, new LearningListener(listener, onComplete), onProblem), "study");
        thread.setDaemon(true);
        thread.start();
        return runner::cancel;
    }

    @Override
    public StudySnapshot open(Path folder) {
        try (StudyFolder study = StudyFolder.open(folder)) {
            Map<String, List<MetricLine>> metrics = new HashMap<>();
            for (Trial trial : study.trials()) {
                metrics.put(trial.id(), study.journal(trial.id()).lines());
            }
            Optional<Verdict> verdict = StudyResults.verdict(study, judge);
            List<Trial> trials =
                    study.trials().stream().map(RunnerStudyService::atRest).toList();
            return new StudySnapshot(
                    study.directory(),
                    study.spec(),
                    trials,
                    metrics,
                    verdict,
                    StudyResults.judged(study),
                    Stream.concat(StudyResults.preview(study).stream(), StudyResults.scan(study).stream())
                            .distinct()
                            .toList());
        } catch (IOException e) {
            throw new RequestException(folder + ": the study can't be read (" + e.getMessage() + ").", e);
        }
    }

    @Override
    public Optional<AdapterSpectrum> spectrum(Path folder, String trialId) {
        try (StudyFolder study = StudyFolder.open(folder)) {
            return Optional.of(StudySpectra.of(study, trialId));
        } catch (IOException e) {
            throw new RequestException(
                    folder + ": the adapter of " + trialId + " can't be read (" + e.getMessage() + ").", e);
        }
    }

    @Override
    public Exported exportAdapter(Path folder, String trialId, ExportFormat format, Path target) {
        try {
            Adapted adapted = TrainedAdapter.ofTrial(folder, Optional.of(trialId), resources);
            try (BaseModel opened = adapted.model()) {
                LOG.log(Logger.Level.DEBUG, "Exporting an adapter on " + opened.description() + ".");
                return Exports.write(format, adapted, target, Optional.empty(), Optional.empty());
            }
        } catch (IOException e) {
            throw new RequestException(
                    target + ": the adapter of " + trialId + " can't be written (" + e.getMessage() + ").", e);
        }
    }

    @Override
    public void exportResults(Path folder, Path target) {
        Path results = folder.resolve(RESULTS);
        if (!Files.exists(results)) {
            throw new RequestException(results + ": there are no results yet; export them once a trial is complete.");
        }
        try {
            Files.copy(results, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new RequestException(target + ": the results can't be written (" + e.getMessage() + ").", e);
        }
    }

    private static void run(StudyRunner runner, StudyFolder open, StudyListener listener, Consumer<String> onProblem) {
        try (open) {
            runner.run(listener);
        } catch (RequestException | StudyException e) {
            onProblem.accept(e.getMessage());
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "The lock of " + open.directory() + " could not be given back.", e);
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.ERROR, "The study in " + open.directory() + " stopped.", e);
            onProblem.accept("The study stopped: " + e + ". Finished trials are kept; resume it to go on.");
        }
    }

    /** A cell that a runner left behind in training waits again. */
    private static Trial atRest(Trial trial) {
        return trial.state() == TrialState.RUNNING ? trial.with(TrialState.WAITING, null, null) : trial;
    }
}
