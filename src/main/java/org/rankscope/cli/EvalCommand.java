package org.rankscope.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.study.SpecResources;
import org.rankscope.study.StudyException;
import org.rankscope.train.Evaluator;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rankscope eval}. */
@Command(name = "eval", description = "Loss of a model, with or without an adapter, on a whole data file.")
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
            description = "A text or JSON-lines file, bundled:NAME, or" + " pre-tokenised batches as .safetensors.")
    private String data;

    @Option(names = "--adapter", paramLabel = "DIR", description = "A PEFT adapter on that model.")
    private Path adapter;

    @Mixin
    private EvaluationOptions options;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        SpecResources resources = SpecResources.ofThisProgram();
        try (BaseModel opened = resources.model(model)) {
            Evaluator.Result result = Evaluator.evaluate(
                    opened,
                    options.task(),
                    Optional.ofNullable(adapter),
                    options.batches(data, resources, opened),
                    options.session());
            if (!Double.isFinite(result.evalLoss())) {
                throw new StudyException("The loss on " + data + " is " + result.evalLoss()
                        + ": the weights of the model or the adapter hold numbers that are not finite, or too large.");
            }
            print(result);
        }
        return ExitCode.OK;
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
                                options.task().labelsTokens() ? "token" : "row",
                                result.perplexity(),
                                options.task().labelsTokens() ? "tokens" : "rows",
                                Units.count(result.evalItems())));
    }
}
