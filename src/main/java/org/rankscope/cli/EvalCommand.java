package org.rankscope.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.rankscope.data.BatchSettings;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Datasets;
import org.rankscope.data.Task;
import org.rankscope.data.TokenBatches;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.study.SpecResources;
import org.rankscope.study.StudyException;
import org.rankscope.train.Evaluator;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rankscope eval}. */
@Command(name = "eval", description = "Loss of a model, with or without an adapter, on a whole data file.")
final class EvalCommand implements Callable<Integer> {
    private static final int DEFAULT_SEQUENCE_LENGTH = 128;
    private static final String BATCHES = ".safetensors";

    @Spec
    private CommandSpec command;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "M",
            description = "A Hugging Face directory, an .onnx file, or bundled:NAME.")
    private String model;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "D",
            description = "A text or JSON-lines file, bundled:NAME, or" + " pre-tokenised batches as .safetensors.")
    private String data;

    @Option(names = "--adapter", paramLabel = "DIR", description = "A PEFT adapter on that model.")
    private Path adapter;

    @Option(
            names = "--task",
            paramLabel = "T",
            defaultValue = "causal-lm",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
            completionCandidates = TaskNames.class,
            converter = TaskNames.class)
    private Task task;

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

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        SpecResources resources = SpecResources.ofThisProgram();
        Path file = resources.path(data);
        if (!Files.exists(file)) {
            throw new RequestException(file + ": no such file.");
        }
        try (BaseModel opened = resources.model(model)) {
            Evaluator.Result result = Evaluator.evaluate(
                    opened,
                    task,
                    Optional.ofNullable(adapter),
                    batches(resources, opened),
                    SessionConfig.on(Device.parse(device)));
            if (!Double.isFinite(result.evalLoss())) {
                throw new StudyException("The loss on " + data + " is " + result.evalLoss()
                        + ": the weights of the model or the adapter hold numbers that are not finite, or too large.");
            }
            print(result);
        }
        return ExitCode.OK;
    }

    /** The whole file, as validation data. */
    private TokenBatches batches(SpecResources resources, BaseModel opened) {
        int length =
                sequenceLength == null ? Math.min(DEFAULT_SEQUENCE_LENGTH, opened.maxSequenceLength()) : sequenceLength;
        if (length > opened.maxSequenceLength()) {
            throw new RequestException("Option --sequence-length has the value " + length + "; expected at most "
                    + opened.maxSequenceLength() + ", the positions that the model takes.");
        }
        BatchSettings settings = BatchSettings.of(opened, task, batchSize, length, 1, 0, 0);
        Datasets datasets = resources.datasets();
        TokenBatches batches = data.endsWith(BATCHES)
                ? datasets.open(new DataSpec(null, null, null, null, data, data, null), opened::openTokenizer, settings)
                        .validation()
                : datasets.everyRow(data, textColumn, opened::openTokenizer, settings);
        if (batches.count() == 0) {
            throw new RequestException(data + ": there is nothing to predict in this file.");
        }
        return batches;
    }

    private void print(Evaluator.Result result) {
        PrintWriter out = command.commandLine().getOut();
        out.println(
                json
                        ? StrictJson.toText(result).strip()
                        : String.format(
                                Locale.ROOT,
                                "eval loss   %s nats per %s%nperplexity  %.2f%n%-11s %s",
                                Units.loss(result.evalLoss()),
                                task.labelsTokens() ? "token" : "row",
                                result.perplexity(),
                                task.labelsTokens() ? "tokens" : "rows",
                                Units.count(result.evalItems())));
    }
}
