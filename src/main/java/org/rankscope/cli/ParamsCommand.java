package org.rankscope.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.rankscope.insight.MemoryEstimate;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.FrozenBase;
import org.rankscope.peft.ParameterCount;
import org.rankscope.study.SpecResources;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rankscope params}: what methods and ranks cost, without any training; a config.json alone is enough. */
@Command(
        name = "params",
        description =
                "Trainable parameters, adapter size and memory of adapter methods at each rank. A config.json is enough.",
        footer = "What each method trains, by which formula and from which paper: rankscope methods.")
final class ParamsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "M",
            description = "A Hugging Face directory, its config.json, an .onnx file, or bundled:NAME.")
    private String model;

    @Option(
            names = {"--method", "--methods"},
            paramLabel = "M",
            split = ",",
            defaultValue = "lora",
            converter = MethodOption.class,
            description = "Adapter methods (default: ${DEFAULT-VALUE}); rankscope methods lists them.")
    private List<Method> methods;

    @Option(
            names = "--ranks",
            paramLabel = "R",
            split = ",",
            defaultValue = "1,2,4,8,16,32",
            description = "Ranks, or what else the capacity of a method is (default: ${DEFAULT-VALUE}).")
    private List<Integer> ranks;

    @Mixin
    private StepOptions step;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /** What a rank of a method costs; 0, which JSON leaves out: it has none. */
    private record Row(
            Method method,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int rank,
            @JsonProperty("trainable_parameters") long trainableParameters,
            @JsonProperty("adapter_bytes") long adapterBytes,
            MemoryEstimate memory) {}

    /** Why {@code method} doesn't fit the model. */
    private record Refused(Method method, String reason) {}

    private record Report(List<Row> rows, Set<Refused> refused) {}

    @Override
    public Integer call() {
        requireAtLeastOne("--batch-size", step.batchSize());
        requireAtLeastOne("--sequence-length", step.sequenceLength());
        ranks.forEach(rank -> requireAtLeastOne("--ranks", rank));
        SpecResources resources = SpecResources.ofThisProgram();
        Task task = step.task().of(model, resources);
        ModelGraph described = resources.graph(model, task);
        List<Row> rows = new ArrayList<>();
        Set<Refused> refused = new LinkedHashSet<>();
        fill(rows, refused, task, described);
        if (rows.isEmpty()) {
            throw new RequestException(
                    refused.stream().map(Refused::reason).distinct().collect(Collectors.joining("\n")));
        }
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.print(StrictJson.toText(new Report(rows, refused)));
        } else {
            out.println(table(rows));
            PrintWriter err = command.commandLine().getErr();
            refused.forEach(one -> err.println(one.method().json() + ": " + one.reason()));
            err.flush();
        }
        out.flush();
        return ExitCode.OK;
    }

    private void fill(List<Row> rows, Set<Refused> refused, Task task, ModelGraph described) {
        for (Method method : methods) {
            for (int rank : method.knob() == AdapterConfig.Knob.NONE ? List.of(0) : ranks) {
                try {
                    rows.add(row(method, rank, task, described));
                } catch (RequestException e) {
                    refused.add(new Refused(method, e.getMessage()));
                }
            }
        }
    }

    private Row row(Method named, int rank, Task task, ModelGraph described) {
        AdapterConfig usual = AdapterConfigBuilder.builder().method(named).build();
        AdapterConfig adapter = usual.with(named, rank, usual.loraAlpha(), usual.loraDropout(), step.targets());
        ModelGraph held = FrozenBase.graph(described, adapter, step.precision());
        AdapterMethod method = AdapterMethod.of(adapter, held);
        return new Row(
                named,
                rank,
                ParameterCount.of(method),
                AdapterFiles.weightsBytes(method),
                MemoryEstimate.of(held, adapter, step.setting(task, described, adapter)));
    }

    private String table(List<Row> rows) {
        boolean several = methods.stream().distinct().count() > 1;
        TextTable table = new TextTable(
                several ? "method and rank" : "rank",
                "parameters",
                "adapter",
                "memory",
                "base weights",
                "adapter and optimizer",
                "activations",
                "process");
        for (Row row : rows) {
            MemoryEstimate memory = row.memory();
            table.add(
                    (several ? MethodWords.name(row.method()) + " " : "") + MethodWords.rank(row.rank()),
                    Units.count(row.trainableParameters()),
                    Units.bytes(row.adapterBytes()),
                    Units.bytes(memory.total()),
                    Units.bytes(memory.baseWeights()),
                    Units.bytes(memory.adapter() + memory.gradients() + memory.optimizer()),
                    Units.bytes(memory.activations()),
                    Units.bytes(memory.runtime()));
        }
        return table.toString();
    }

    private static void requireAtLeastOne(String option, int value) {
        if (value < 1) {
            throw new RequestException(
                    "Option " + option + " has the value " + value + "; expected a whole number of 1 or more.");
        }
    }
}
