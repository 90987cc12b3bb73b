package org.rankscope.ui.study;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.rankscope.export.ExportFormat;
import org.rankscope.export.Exported;
import org.rankscope.insight.AdapterSpectrum;
import org.rankscope.study.StudyListener;
import org.rankscope.study.StudySpec;

/** For view-models that read a board and never run a study. */
public final class UnusedStudies implements StudyService {
    @Override
    public RunningStudy start(StudySpec spec, Path folder, StudyListener listener, Consumer<String> onProblem) {
        throw new AssertionError("No study is run here.");
    }

    @Override
    public StudySnapshot open(Path folder) {
        throw new AssertionError("No study is opened here.");
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
        throw new AssertionError("Nothing is exported here.");
    }
}
