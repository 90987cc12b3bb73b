package org.rankscope.ui.study;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.rankscope.export.ExportFormat;
import org.rankscope.export.Exported;
import org.rankscope.insight.AdapterSpectrum;
import org.rankscope.study.StudyListener;
import org.rankscope.study.StudySpec;

/**
 * Runs studies and reads their folders. All calls are made on a job thread and may block while they check; what a
 * person got wrong leaves as a {@link org.rankscope.io.RequestException}.
 */
public interface StudyService {
    /**
     * Starts {@code spec} in {@code folder}, or goes on with the study that is there. {@code listener} hears of it on
     * the runner's threads; its {@code studyClosed} is the last call, even when the run ended early.
     *
     * @param onProblem hears, in one sentence, why a run that was started could not go on; any thread
     */
    RunningStudy start(StudySpec spec, Path folder, StudyListener listener, Consumer<String> onProblem);

    /** Reads a study folder whole. */
    StudySnapshot open(Path folder);

    /** The singular values of a trial's adapter; empty while it has none. Reads the adapter, not the base model. */
    Optional<AdapterSpectrum> spectrum(Path folder, String trialId);

    /**
     * Writes the adapter of a trial to {@code target}, where nothing may be yet; opens the base model.
     *
     * @return what was written
     */
    Exported exportAdapter(Path folder, String trialId, ExportFormat format, Path target);

    /** Writes the study's table of results, one line a cell, to {@code target}. */
    void exportResults(Path folder, Path target);
}
