package org.rankscope.study;

import java.nio.file.Files;
import java.nio.file.Path;
import org.rankscope.insight.AdapterSpectrum;
import org.rankscope.insight.SingularSpectrum;
import org.rankscope.io.RequestException;
import org.rankscope.peft.StoredUpdates;
import org.rankscope.train.Trainer;

/** What adapters on disk have learnt: those of a study's cells, and any PEFT directory. Any thread. */
public final class StudySpectra {
    private StudySpectra() {}

    /**
     * The spectrum of a cell's adapter.
     *
     * @throws RequestException if there is no such cell, or it has no adapter yet
     */
    public static AdapterSpectrum of(StudyFolder folder, String trialId) {
        return of(adapter(folder, trialId));
    }

    /** The spectrum of a PEFT directory, read without its base model. */
    public static AdapterSpectrum of(Path adapter) {
        return SingularSpectrum.of(StoredUpdates.read(adapter).updates());
    }

    /** Where a complete cell has its adapter. */
    public static Path adapter(StudyFolder folder, String trialId) {
        Trial trial = folder.trial(trialId)
                .orElseThrow(() -> new RequestException(folder.directory() + ": there is no cell '" + trialId
                        + "' in this study; its cells are "
                        + String.join(
                                ", ", folder.trials().stream().map(Trial::id).toList())
                        + "."));
        Path adapter = folder.trialDirectory(trialId).resolve(Trainer.ADAPTER);
        if (trial.state() != TrialState.COMPLETE || !Files.isDirectory(adapter)) {
            throw new RequestException(
                    folder.directory() + ": the cell '" + trialId + "' has no adapter; choose one that is complete.");
        }
        return adapter;
    }
}
