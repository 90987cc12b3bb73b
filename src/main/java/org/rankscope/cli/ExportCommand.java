package org.rankscope.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.rankscope.export.Adapted;
import org.rankscope.export.ExportFormat;
import org.rankscope.export.Exported;
import org.rankscope.export.Exports;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Task;
import org.rankscope.study.SpecResources;
import org.rankscope.study.TrainedAdapter;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rankscope export}. */
@Command(
        name = "export",
        description =
                "A trained adapter for other programs: as a PEFT directory, merged into a whole model, as an .onnx"
                        + " file that takes adapters, or as the .onnx_adapter file that ONNX Runtime puts into that.")
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Parameters(
            paramLabel = "STUDY_DIR|ADAPTER",
            description = "A study, the folder of a single trial, or with --model any adapter: a PEFT directory, its"
                    + " weights file, or an .onnx_adapter file.")
    private Path source;

    @Option(names = "--trial", paramLabel = "ID", description = "Of a study, the trial whose adapter is exported.")
    private String trial;

    @Option(
            names = "--model",
            paramLabel = "M",
            description = "The base model of an adapter that stands alone: a Hugging Face directory, an .onnx file, or"
                    + " bundled:NAME.")
    private String model;

    @Option(
            names = "--task",
            paramLabel = "T",
            description =
                    "What an adapter that stands alone was trained for: ${COMPLETION-CANDIDATES} (default: what it"
                            + " says itself, else what its model is for).",
            completionCandidates = TaskNames.class,
            converter = TaskNames.class)
    private Task task;

    @Option(
            names = "--format",
            required = true,
            paramLabel = "F",
            description =
                    "peft: adapter_config.json and adapter_model.safetensors. merged: a Hugging Face directory with"
                            + " the adapter in its weights. onnx: a graph with a LoRA adapter as inputs that may be left out,"
                            + " or with any other adapter in it. onnx_adapter: what such a graph is given.")
    private ExportFormat format;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "PATH",
            description = "A new folder (peft, merged) or file (onnx, onnx_adapter); nothing is replaced.")
    private Path out;

    @Option(
            names = "--batch-size",
            paramLabel = "B",
            description = "Fix an .onnx file to batches of B rows of --sequence-length tokens (default: it takes any).")
    private Integer batchSize;

    @Option(
            names = "--sequence-length",
            paramLabel = "S",
            description = "The longest row that an .onnx file takes (default: 2048, or what the model takes).")
    private Integer sequenceLength;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        check();
        SpecResources resources = SpecResources.ofThisProgram();
        Adapted adapted = model == null
                ? TrainedAdapter.ofTrial(source, Optional.ofNullable(trial), resources)
                : TrainedAdapter.of(source, model, Optional.ofNullable(task), resources);
        try (BaseModel opened = adapted.model()) {
            PrintWriter err = command.commandLine().getErr();
            err.println("Exporting an adapter on " + opened.description() + " ...");
            err.flush();
            print(Exports.write(
                    format, adapted, out, Optional.ofNullable(batchSize), Optional.ofNullable(sequenceLength)));
        }
        return ExitCode.OK;
    }

    private void check() {
        boolean trained = TrainedAdapter.isTrained(source);
        if (trained && model != null) {
            throw new RequestException(
                    source + ": this is a study or a trial, which names its own model; leave --model out.");
        } else if (!trained && trial != null) {
            throw new RequestException(source + ": no study here; --trial names a trial of a study.");
        } else if (!trained && model == null) {
            throw new RequestException(
                    source + ": no study and no trial here; for an adapter give its base model with" + " --model.");
        } else if (task != null && model == null) {
            throw new RequestException("Option --task is for an adapter with --model; a trial says what it is for.");
        } else if ((batchSize != null || sequenceLength != null) && format != ExportFormat.ONNX) {
            throw new RequestException("Options --batch-size and --sequence-length are for --format onnx.");
        } else if (batchSize != null && (sequenceLength == null || batchSize < 1)) {
            throw new RequestException(
                    "Option --batch-size fixes an .onnx file to one size of batch; expected 1 or more,"
                            + " together with --sequence-length.");
        }
    }

    private void print(Exported exported) {
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("format", exported.format().json());
            object.put("out", this.out.toString());
            object.put("bytes", exported.bytes());
            object.put("logits_difference", exported.difference());
            object.put("notes", exported.notes());
            out.println(StrictJson.toText(object).strip());
            return;
        }
        out.println(this.out + " (" + Units.bytes(exported.bytes()) + ") is written.");
        exported.notes().forEach(out::println);
        if (format == ExportFormat.MERGED || format == ExportFormat.ONNX) {
            out.println(String.format(
                    Locale.ROOT,
                    "It was run: its logits differ from those of the model with the adapter by %.1e of the largest.",
                    exported.difference()));
        }
    }
}
