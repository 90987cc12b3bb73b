package org.rankscope.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.rankscope.data.BatchSettings;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Datasets;
import org.rankscope.data.TokenBatches;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Task;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.study.SpecResources;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a model is measured on a whole data file: the options that such commands share. */
final class EvaluationOptions {
    private static final int DEFAULT_SEQUENCE_LENGTH = 128;
    private static final String BATCHES = ".safetensors";

    @Mixin
    private TaskOption taskOption;

    @Option(
            names = "--text-column",
            paramLabel = "NAME",
            defaultValue = DataSpec.DEFAULT_TEXT_COLUMN,
            description = "Field of a JSON line that holds the text (default: ${DEFAULT-VALUE}).")
    private String textColumn;

    @Option(
            names = "--batch-size",
            paramLabel = "B",
            defaultValue = "8",
            description = "Rows of a batch (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--sequence-length",
            paramLabel = "S",
            description = "Tokens of a row (default: 128, or what the model takes).")
    private Integer sequenceLength;

    @Option(
            names = "--device",
            paramLabel = "D",
            defaultValue = "auto",
            description = "auto, cpu or cuda (default: ${DEFAULT-VALUE}).")
    private String device;

    Task task() {
        return taskOption.task();
    }

    String textColumn() {
        return textColumn;
    }

    int batchSize() {
        return batchSize;
    }

    String device() {
        return device;
    }

    SessionConfig session() {
        return SessionConfig.on(Device.parse(device));
    }

    /** Tokens of a row on {@code model}. */
    int sequenceLength(BaseModel model) {
        int length =
                sequenceLength == null ? Math.min(DEFAULT_SEQUENCE_LENGTH, model.maxSequenceLength()) : sequenceLength;
        if (length > model.maxSequenceLength()) {
            throw new RequestException("Option --sequence-length has the value " + length + "; expected at most "
                    + model.maxSequenceLength() + ", the positions that the model takes.");
        }
        return length;
    }

    /** Whether {@code data} names pre-tokenised batches and no text. */
    static boolean areBatches(String data) {
        return data.endsWith(BATCHES);
    }

    /** The whole of {@code data}, as validation data. */
    TokenBatches batches(String data, SpecResources resources, BaseModel model) {
        Path file = resources.path(data);
        if (!Files.exists(file)) {
            throw new RequestException(file + ": no such file.");
        }
        BatchSettings settings = BatchSettings.of(model, task(), batchSize, sequenceLength(model), 1, 0, 0);
        Datasets datasets = resources.datasets();
        TokenBatches batches = areBatches(data)
                ? datasets.open(new DataSpec(null, null, null, null, data, data, null), model::openTokenizer, settings)
                        .validation()
                : datasets.everyRow(data, textColumn, model::openTokenizer, settings);
        if (batches.count() == 0) {
            throw new RequestException(data + ": there is nothing to predict in this file.");
        }
        return batches;
    }
}
