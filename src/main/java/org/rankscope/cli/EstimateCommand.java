package org.rankscope.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.rankscope.insight.MemoryEstimate;
import org.rankscope.insight.TimeEstimate;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Devices;
import org.rankscope.study.SpecResources;
import org.rankscope.study.StudyEstimate;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpecFile;
import org.rankscope.study.StudyTiming;
import org.rankscope.train.TrialData;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rankscope estimate}: what a study will take, before it is run. */
@Command(
        name = "estimate",
        description =
                "What a study will take: parameters, adapter size and memory of each method at each rank against the memory that is"
                        + " free, and with --measure the time, from a few steps at the smallest and largest rank.")
final class EstimateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Option(names = "--spec", required = true, paramLabel = "FILE", description = "The study's specification, JSON.")
    private Path specFile;

    @Option(names = "--measure", description = "Run a few steps and evaluations, and say how long the study will take.")
    private boolean measure;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        StudySpec spec = StudySpecFile.read(specFile);
        SpecResources resources = SpecResources.ofThisProgram();
        resources.check(spec, specFile).forEach(command.commandLine().getErr()::println);
        Devices.Memory present = Devices.memory(Device.parse(spec.trial().device()));
        Map<AdapterConfig.Method, TimeEstimate> times = measure ? StudyTiming.measure(spec, resources) : Map.of();
        StudyEstimate estimate;
        try (BaseModel model = TrialData.model(spec.trial(), resources, resources.datasets())) {
            estimate = StudyEstimate.of(spec, model, resources.teacher(spec), present.freeBytes(), times);
        }
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.print(StrictJson.toText(estimate));
        } else {
            out.println(table(estimate));
            out.println();
            out.println(total(estimate));
        }
        out.flush();
        return ExitCode.OK;
    }

    private static String table(StudyEstimate estimate) {
        boolean several = estimate.rows().stream()
                        .map(StudyEstimate.Row::method)
                        .distinct()
                        .count()
                > 1;
        TextTable table = new TextTable(
                several ? "method and rank" : "rank",
                "parameters",
                "adapter",
                "base weights",
                "adapter and optimizer",
                "activations",
                "process",
                "memory",
                "fits",
                "time of a cell");
        for (StudyEstimate.Row row : estimate.rows()) {
            MemoryEstimate memory = row.memory();
            table.add(
                    (several ? MethodWords.name(row.method()) + " " : "") + MethodWords.rank(row.rank()),
                    Units.count(row.trainableParameters()),
                    Units.bytes(row.adapterBytes()),
                    Units.bytes(memory.baseWeights()),
                    Units.bytes(memory.adapter() + memory.gradients() + memory.optimizer()),
                    Units.bytes(memory.activations()),
                    Units.bytes(memory.runtime()),
                    Units.bytes(memory.total()),
                    row.fits() ? "yes" : "no",
                    row.cellMillis() == null ? "not measured" : Units.duration(row.cellMillis()));
        }
        return table.toString();
    }

    private static String total(StudyEstimate estimate) {
        String cells =
                (estimate.exact() ? "" : "about ") + (estimate.cells() == 1 ? "1 cell" : estimate.cells() + " cells");
        String time = estimate.millis() == null
                ? "; --measure says how long they take"
                : ", about " + Units.duration(estimate.millis());
        String memory = "; " + Units.bytes(estimate.freeMemoryBytes()) + " of memory are free"
                + (estimate.device().equals("cpu") ? "." : " on " + estimate.device() + ".");
        return cells
                + time
                + memory
                + estimate.notes().stream().map(note -> "\n" + note).collect(Collectors.joining())
                + estimate.warning().map(warning -> "\n" + warning).orElse("");
    }
}
