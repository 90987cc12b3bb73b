package org.rankscope.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.rankscope.data.BatchSettings;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Dataset;
import org.rankscope.data.Datasets;
import org.rankscope.data.Preparation;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterLabels;
import org.rankscope.peft.FrozenBase;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.study.SpecResources;
import org.rankscope.train.TrialSpec;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a model is measured on a whole data file: the options that such commands share. */
final class EvaluationOptions {
    private static final String BATCHES = ".safetensors";

    @Option(
            names = "--precision",
            paramLabel = "P",
            defaultValue = "fp32",
            description = "What is computed in, and how the base is held: ${COMPLETION-CANDIDATES} (default:"
                    + " ${DEFAULT-VALUE}); an adapter that was trained on a base in 4 bits is at its best there.",
            completionCandidates = PrecisionNames.class,
            converter = PrecisionNames.class)
    private Precision precision;

    @Mixin
    private TaskOption taskOption;

    @Mixin
    private DataOptions dataOptions;

    @Option(
            names = "--batch-size",
            paramLabel = "B",
            defaultValue = "8",
            description = "Rows of a batch (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Mixin
    private SequenceLengthOption sequenceLength;

    @Option(
            names = "--device",
            paramLabel = "D",
            defaultValue = "auto",
            description = "auto, cpu or cuda (default: ${DEFAULT-VALUE}).")
    private String device;

    Task task(String model, Optional<Path> adapter, SpecResources resources) {
        return taskOption.of(model, adapter, resources);
    }

    /** Null where it is to be guessed. */
    String textColumn() {
        return dataOptions.textColumn();
    }

    int batchSize() {
        return batchSize;
    }

    String device() {
        return device;
    }

    Precision precision() {
        return precision;
    }

    SessionConfig session() {
        return TrialSpec.session(precision, Device.parse(device));
    }

    /** Tokens of a row on {@code model}. */
    int sequenceLength(BaseModel model) {
        return sequenceLength.on(model);
    }

    /** Whether {@code data} names pre-tokenised batches and no text. */
    static boolean areBatches(String data) {
        return data.endsWith(BATCHES);
    }

    /** What is evaluated. */
    DataSpec spec(String data) {
        return areBatches(data) ? new DataSpec(null, null, null, null, data, data, null) : dataOptions.of(data);
    }

    /**
     * Opens {@code model} with the head that {@code adapter} was trained under, or else that the labels of {@code data} ask
     * for; the caller closes it.
     *
     * @param adapter a PEFT directory, or null
     */
    BaseModel model(Task task, String model, String data, Path adapter, SpecResources resources) {
        checkThere(data, resources);
        DataSpec spec = spec(data);
        Optional<Path> stored = Optional.ofNullable(adapter);
        BaseModel opened = resources.open(
                model,
                stored.flatMap(directory -> AdapterLabels.read(directory, task, spec.labels()))
                        .orElseGet(() -> resources.datasets().head(spec, task)));
        AdapterConfig config = stored.filter(directory -> !AdapterFiles.areOfTheModel(directory))
                .map(AdapterFiles::readConfig)
                .orElseGet(() -> AdapterConfigBuilder.builder().build());
        return FrozenBase.of(opened, config, precision);
    }

    /** The whole of {@code data}, as validation data; the caller closes it. */
    Dataset data(Task task, String data, SpecResources resources, BaseModel model) {
        checkThere(data, resources);
        BatchSettings settings = BatchSettings.of(model, task, batchSize, sequenceLength(model), 1, 0, 0);
        Datasets datasets = resources.datasets();
        Dataset opened = areBatches(data)
                ? datasets.open(spec(data), Preparation.of(model), settings)
                : datasets.everyRow(spec(data), Preparation.of(model), settings);
        int length = opened.validation().sequenceLength();
        if (areBatches(data) && sequenceLength.given().orElse(length) != length) {
            opened.close();
            throw new RequestException("Option --sequence-length has the value "
                    + sequenceLength.given().getAsInt() + ", but the rows of " + data + " have " + length
                    + " tokens; leave it out.");
        } else if (opened.validation().count() == 0) {
            opened.close();
            throw new RequestException(data + ": there is nothing to predict in this file"
                    + (task == Task.CONTRASTIVE ? ", not one whole batch of pairs; lower --batch-size." : "."));
        }
        return opened;
    }

    private static void checkThere(String data, SpecResources resources) {
        Path file = resources.path(data);
        if (!Files.exists(file)) {
            throw new RequestException(file + ": no such file.");
        }
    }
}
