package org.rankscope.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.rankscope.data.DataSpec;
import org.rankscope.insight.advice.Advice;
import org.rankscope.insight.advice.AdviceFacts;
import org.rankscope.insight.advice.AdviceFacts.DeviceKind;
import org.rankscope.insight.advice.OpenQuestion;
import org.rankscope.insight.advice.Purpose;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.Task;
import org.rankscope.runtime.Devices;
import org.rankscope.study.AdvisedStudy;
import org.rankscope.study.SpecResources;
import org.rankscope.study.StudyAdvice;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rankscope advise}: where to start, and why. */
@Command(
        name = "advise",
        description =
                "Which ranks to try and what to set beside them, each with its reason and its source. A config.json is"
                        + " enough.")
final class AdviseCommand implements Callable<Integer> {
    private static final double GIBIBYTE = 1L << 30;
    private static final String BATCHES = ".safetensors";

    @Spec
    private CommandSpec command;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "M",
            description = "A Hugging Face directory, its config.json, an .onnx file, or bundled:NAME.")
    private String model;

    @Option(
            names = "--data",
            paramLabel = "D",
            description = "Training data: a text or .jsonl file, batches in a .safetensors file, or bundled:NAME.")
    private String data;

    @Option(
            names = "--validation",
            paramLabel = "V",
            description = "Validation data of the same kind; by default a tenth of the training data is held out.")
    private String validation;

    @Option(names = "--text-column", paramLabel = "F", description = "Field of a JSON line that holds the text.")
    private String textColumn;

    @Option(
            names = "--task",
            paramLabel = "T",
            description = "${COMPLETION-CANDIDATES} (default: what such models are trained for most).",
            completionCandidates = TaskNames.class,
            converter = TaskNames.class)
    private Task task;

    @Option(
            names = "--purpose",
            paramLabel = "P",
            description = "What is to be learnt: ${COMPLETION-CANDIDATES} (default: guessed from model and data).",
            completionCandidates = PurposeNames.class,
            converter = PurposeNames.class)
    private Purpose purpose;

    @Option(
            names = "--gpu-memory",
            paramLabel = "GIB",
            description = "Advise for a GPU with so many GiB in place of this machine's processor.")
    private Double gpuMemory;

    @Option(names = "--out", paramLabel = "FILE", description = "Write a study to run: rankscope sweep --spec FILE.")
    private Path out;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (gpuMemory != null && !(gpuMemory > 0)) {
            throw new RequestException(
                    "Option --gpu-memory has the value " + gpuMemory + "; expected a number of GiB above 0.");
        } else if (validation != null && data == null) {
            throw new RequestException("Option --validation stands without --data.");
        }
        StudyAdvice.Question question = new StudyAdvice.Question(
                model,
                data == null ? null : dataSpec(),
                task,
                purpose,
                gpuMemory == null ? DeviceKind.CPU : DeviceKind.GPU,
                gpuMemory == null ? Devices.memoryBytes() : Math.round(gpuMemory * GIBIBYTE));
        SpecResources resources = SpecResources.ofThisProgram();
        StudyAdvice.Answer answer = new StudyAdvice(resources).advise(question);
        if (out != null) {
            ObjectNode study = AdvisedStudy.json(question, answer, out, resources);
            StrictJson.write(out, study);
        }
        PrintWriter printer = command.commandLine().getOut();
        if (json) {
            ObjectNode tree = StrictJson.mapper().valueToTree(answer.advice());
            tree.set("facts", facts(answer.facts()));
            printer.print(StrictJson.toText(tree));
        } else {
            printer.println(words(answer));
        }
        printer.flush();
        return ExitCode.OK;
    }

    private DataSpec dataSpec() {
        if (data.endsWith(BATCHES)) {
            return new DataSpec(null, null, null, textColumn, data, validation, null);
        }
        return new DataSpec(data, validation, null, textColumn, null, null, null);
    }

    private static ObjectNode facts(AdviceFacts facts) {
        ObjectNode json = StrictJson.mapper().createObjectNode();
        json.put("model_type", facts.modelType());
        json.put("family", facts.family().title());
        json.put("parameters", facts.parameters());
        json.put("base_bits", facts.baseBits());
        json.put("purpose", facts.purpose().json());
        json.put("device", facts.device().name().toLowerCase(Locale.ROOT));
        json.put("device_memory_bytes", facts.deviceMemoryBytes());
        facts.examples().ifPresent(examples -> json.put("examples", examples));
        facts.tokens().ifPresent(tokens -> json.put("tokens", tokens));
        facts.longestTokens().ifPresent(longest -> json.put("longest_tokens", longest));
        return json;
    }

    private String words(StudyAdvice.Answer answer) {
        AdviceFacts facts = answer.facts();
        Advice advice = answer.advice();
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s%s, %s parameters, %d-bit base; for %s%s; %s with %s.%n",
                facts.family().title(),
                facts.modelType().isEmpty() ? "" : " (" + facts.modelType() + ")",
                Units.count(facts.parameters()),
                facts.baseBits(),
                facts.purpose().title(),
                purpose == null ? " (a guess; --purpose says it)" : "",
                facts.device(),
                Units.bytes(facts.deviceMemoryBytes())));
        facts.examples()
                .ifPresent(examples -> text.append(String.format(
                        Locale.ROOT,
                        "%s examples, about %s tokens.%n",
                        Units.count(examples),
                        Units.count(facts.tokens().orElse(0)))));
        for (Advice.Line line : advice.lines()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n%s: %s  (%s)%n    %s%n    Source: %s.%n",
                    line.subject().title(),
                    line.value(),
                    line.because(),
                    line.reason(),
                    line.source()));
            if (!line.outranked().isEmpty()) {
                text.append(String.format("    Others say: %s.%n", String.join("; ", line.outranked())));
            }
        }
        text.append(String.format(
                "%nTry ranks %s: one step below and one above, so that both sides are seen.%n", list(advice.sweep())));
        for (OpenQuestion open : advice.questions()) {
            text.append(String.format("%n%s%n", open.question()));
            open.answers().forEach(side -> text.append("    ").append(side).append('\n'));
            if (!open.here().isEmpty()) {
                text.append("    ").append(open.here()).append('\n');
            }
            text.append("    To test it: ").append(open.test()).append('\n');
        }
        if (out != null) {
            text.append(String.format("%nThe study is in %s; run it: rankscope sweep --spec %s --out DIR%n", out, out));
        }
        return text.toString().stripTrailing();
    }

    private static String list(List<Integer> ranks) {
        return ranks.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
