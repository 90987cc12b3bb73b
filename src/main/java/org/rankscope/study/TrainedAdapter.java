package org.rankscope.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.rankscope.export.Adapted;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterLabels;
import org.rankscope.peft.BaseReference;
import org.rankscope.peft.FrozenBase;
import org.rankscope.train.Trainer;
import org.rankscope.train.TrialSpec;

/** Trained adapters with the base models that they belong to, opened to be exported. */
public final class TrainedAdapter {
    private TrainedAdapter() {}

    /** Whether {@code source} is a study, or the folder of a trial that stands alone. */
    public static boolean isTrained(Path source) {
        return isStudy(source) || Files.exists(source.resolve(StudyFolder.TRIAL_FILE));
    }

    /** {@code source}, or where it is the folder of a trial that has an adapter, that. */
    public static Path in(Path source) {
        Path adapter = source.resolve(Trainer.ADAPTER);
        return Files.exists(source.resolve(StudyFolder.TRIAL_FILE)) && Files.isDirectory(adapter) ? adapter : source;
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
        // Methods with a form of their own in PEFT say in it what they came to; the others are what was asked for.
        AdapterConfig config =
                Files.exists(adapter.resolve(AdapterFiles.CONFIG)) ? AdapterFiles.readConfig(adapter) : spec.adapter();
        AdapterConfig asked = spec.adapter() == null ? config : spec.adapter();
        return opened(
                () -> FrozenBase.of(resources.open(spec.model(), head), asked, spec.precision()),
                adapter,
                config,
                new BaseReference(spec.model(), spec.task()),
                spec.seed());
    }

    /** The 4 bits that the base was held in when {@code adapter} was trained, if its trial's record beside it says so. */
    public static Optional<Precision> fourBits(Path adapter) {
        Path record = adapter.toAbsolutePath().normalize().resolveSibling(StudyFolder.TRIAL_FILE);
        if (!Files.isDirectory(adapter) || !Files.exists(record)) {
            return Optional.empty();
        }
        try {
            TrialSpec spec = TrialRecord.read(record).spec();
            AdapterConfig trained = spec.adapter() == null ? AdapterFiles.readConfig(adapter) : spec.adapter();
            return Optional.of(FrozenBase.held(trained, spec.precision())).filter(Precision::isFourBit);
        } catch (RequestException e) {
            return Optional.empty(); // another file of that name, a specification for example
        }
    }

    /** What {@code adapter} was trained for, if it says so. */
    public static Optional<Task> task(Path adapter) {
        return AdapterLabels.task(adapter)
                .or(() -> AdapterFiles.areOfTheModel(adapter) ? Optional.empty() : AdapterFiles.task(adapter));
    }

    /**
     * An adapter from anywhere; whoever asks closes its model.
     *
     * @param source a PEFT directory, its weights file, or an {@code .onnx_adapter} file
     * @param task what it was trained for; empty where that is to be seen from the adapter, or from the model
     */
    public static Adapted of(Path source, String model, Optional<Task> task, SpecResources resources) {
        AdapterConfig config = AdapterFiles.readConfig(source);
        Task trained = task.or(() -> task(source))
                .orElseGet(() -> resources.tasks(model).get(0));
        HeadSpec head = AdapterLabels.read(source, trained, List.of()).orElseGet(() -> HeadSpec.of(trained));
        String base = AdapterFiles.baseModel(source);
        BaseReference reference = new BaseReference(base.isEmpty() ? model : base, trained);
        return opened(() -> resources.open(model, head), source, config, reference, 0);
    }

    private static Adapted opened(
            Supplier<BaseModel> open, Path adapter, AdapterConfig config, BaseReference base, long seed) {
        BaseModel model = open.get();
        try {
            return Adapted.read(model, adapter, config, base, seed);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }
}
