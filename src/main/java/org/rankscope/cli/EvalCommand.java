package org.rankscope.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.rankscope.data.Dataset;
import org.rankscope.io.StrictJson;
import org.rankscope.metrics.Metric;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Task;
import org.rankscope.study.SpecResources;
import org.rankscope.study.StudyException;
import org.rankscope.study.TrainedAdapter;
import org.rankscope.train.Evaluator;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rankscope eval}. */
@Command(name = "eval", description = "Loss and metrics of a model, with or without an adapter, on a whole data file.")
final class EvalCommand implements Callable<Integer> {
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
            description =
                    "A text, a table (.jsonl, .csv, .parquet, ...), a folder of images, bundled:NAME, or ready-made batches"
                            + " as .safetensors.")
    private String data;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            converter = AdapterPath.class,
            description = "A PEFT adapter on that model, the folder that full or bitfit leaves, or that of a trial.")
    private Path adapter;

    @Mixin
    private EvaluationOptions options;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        SpecResources resources = SpecResources.ofThisProgram();
        Task task = options.task(model, Optional.ofNullable(adapter), resources);
        try (BaseModel opened = options.model(task, model, data, adapter, resources);
                Dataset rows = options.data(task, data, resources, opened)) {
            PrintWriter err = command.commandLine().getErr();
            if (adapter == null) {
                opened.notes().forEach(err::println);
            } else {
                TrainedAdapter.fourBits(adapter)
                        .filter(trained -> trained != options.precision())
                        .ifPresent(trained -> err.println("This adapter was trained on a base in " + trained.json()
                                + " and is measured on one in "
                                + options.precision().json() + "; --precision " + trained.json()
                                + " gives the numbers of its trial."));
            }
            rows.leftOut().forEach(err::println);
            err.flush();
            Evaluator.Result result = Evaluator.evaluate(
                    opened,
                    task,
                    Optional.ofNullable(adapter),
                    rows.validation(),
                    options.precision(),
                    options.session());
            if (!Double.isFinite(result.evalLoss())) {
                throw new StudyException("The loss on " + data + " is " + result.evalLoss()
                        + ": the weights of the model or the adapter hold numbers that are not finite, or too large.");
            }
            print(result, task);
        }
        return ExitCode.OK;
    }

    private void print(Evaluator.Result result, Task task) {
        PrintWriter out = command.commandLine().getOut();
        out.println(json ? StrictJson.toText(result).strip() : text(result, task));
    }

    private static String text(Evaluator.Result result, Task task) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("eval loss", Units.loss(result.evalLoss()) + " " + unit(result, task));
        result.metrics().forEach((name, value) -> Metric.named(name)
                .ifPresent(metric -> lines.put(
                        metric.title(),
                        value == null ? "undefined: " + result.undefined().get(name) : metric.text(value))));
        lines.put(items(task), Units.count(result.evalItems()));
        int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
        return lines.entrySet().stream()
                .map(line -> String.format(Locale.ROOT, "%-" + width + "s  %s", line.getKey(), line.getValue()))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static String unit(Evaluator.Result result, Task task) {
        boolean numbers = result.metrics().containsKey(Metric.PEARSON.name());
        return switch (task) {
            case DENOISING -> "mean squared error of the noise";
            case SEGMENTATION -> "nats per pixel";
            case CONTRASTIVE -> "nats per image or text";
            case CAUSAL_LM, SEQ2SEQ_LM, TOKEN_CLASSIFICATION -> "nats per token";
            case SEQUENCE_CLASSIFICATION, IMAGE_CLASSIFICATION -> numbers ? "mean squared error" : "nats per row";
        };
    }

    private static String items(Task task) {
        return switch (task) {
            case DENOISING -> "numbers";
            case SEGMENTATION -> "pixels";
            case CONTRASTIVE -> "images and texts";
            case CAUSAL_LM, SEQ2SEQ_LM, TOKEN_CLASSIFICATION -> "tokens";
            case SEQUENCE_CLASSIFICATION, IMAGE_CLASSIFICATION -> "rows";
        };
    }
}
