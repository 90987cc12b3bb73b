package org.rankscope.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.rankscope.export.Adapted;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterLabels;
import org.rankscope.peft.BaseReference;
import org.rankscope.train.Trainer;
import org.rankscope.train.TrialSpec;

/** Trained adapters with the base models that they belong to, opened to be exported. */
public final class TrainedAdapter {
    private TrainedAdapter() {}

    /** Whether {@code source} is a study, or the folder of a trial that stands alone. */
    public static boolean isTrained(Path source) {
        return isStudy(source) || Files.exists(source.resolve(StudyFolder.TRIAL_FILE));
    }

    private static boolean isStudy(Path source) {
        return Files.exists(source.resolve(StudyFolder.STUDY_FILE));
    }

    /**
     * The adapter of a trial; whoever asks closes its model.
     *
     * @param trial a cell of a study; empty for the folder of a trial that stands alone
     */
    public static Adapted ofTrial(Path source, Optional<String> trial, SpecResources resources) throws IOException {
        if (isStudy(source) != trial.isPresent()) {
            throw new RequestException(
                    trial.isPresent()
                            ? source + ": this is a single trial and no study; leave --trial out."
                            : source + ": this is a study; choose one of its trials with --trial.");
        } else if (trial.isPresent()) {
            try (StudyFolder study = StudyFolder.open(source)) {
                Path adapter = StudySpectra.adapter(study, trial.get());
                return read(study.trial(trial.get()).orElseThrow().spec(), adapter, resources);
            }
        }
        TrialRecord record = TrialRecord.read(source.resolve(StudyFolder.TRIAL_FILE));
        Path adapter = source.resolve(Trainer.ADAPTER);
        if (record.state() != TrialState.COMPLETE || !Files.isDirectory(adapter)) {
            throw new RequestException(source + ": this trial is not complete; run 'rankscope train' again to go on.");
        }
        return read(record.spec(), adapter, resources);
    }

    private static Adapted read(TrialSpec spec, Path adapter, SpecResources resources) {
        HeadSpec head = AdapterLabels.read(adapter, spec.task(), spec.data().labels())
                .orElseGet(() -> resources.datasets().head(spec.data(), spec.task()));
        AdapterConfig config = isAsAsked(spec.adapter()) ? spec.adapter() : AdapterFiles.readConfig(adapter);
        BaseReference base = new BaseReference(spec.model(), spec.task());
        return opened(spec.model(), head, adapter, config, base, spec.seed(), resources);
    }

    /** Whether what is stored has the ranks that were asked for. AdaLoRA's are found in training: the adapter itself knows them. */
    private static boolean isAsAsked(AdapterConfig asked) {
        return asked != null && asked.method() != AdapterConfig.Method.ADALORA;
    }

    /**
     * An adapter from anywhere; whoever asks closes its model.
     *
     * @param source a PEFT directory, its weights file, or an {@code .onnx_adapter} file
     * @param task what it was trained for; empty where that is to be seen from the adapter, or from the model
     */
    public static Adapted of(Path source, String model, Optional<Task> task, SpecResources resources) {
        AdapterConfig config = AdapterFiles.readConfig(source);
        Task trained = task.or(() -> AdapterLabels.task(source))
                .or(() -> AdapterFiles.task(source))
                .orElseGet(() -> resources.tasks(model).get(0));
        HeadSpec head = AdapterLabels.read(source, trained, List.of()).orElseGet(() -> HeadSpec.of(trained));
        String base = AdapterFiles.baseModel(source);
        return opened(
                model, head, source, config, new BaseReference(base.isEmpty() ? model : base, trained), 0, resources);
    }

    private static Adapted opened(
            String name,
            HeadSpec head,
            Path adapter,
            AdapterConfig config,
            BaseReference base,
            long seed,
            SpecResources resources) {
        BaseModel model = resources.open(name, head);
        try {
            return Adapted.read(model, adapter, config, base, seed);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }
}
