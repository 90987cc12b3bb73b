package org.rankscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.rankscope.study.Judge;
import org.rankscope.study.SpecResources;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpecFile;
import org.rankscope.study.TrialWorker;
import org.rankscope.study.WorkerCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rankscope sweep}. */
@Command(
        name = "sweep",
        description = "A whole study: training with every method at every rank, the curve, the verdict. Run again on"
                + " the same folder, it goes on where it stopped.")
final class SweepCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Option(names = "--spec", required = true, paramLabel = "FILE", description = "The study's specification, JSON.")
    private Path specFile;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The study's folder.")
    private Path out;

    @Option(names = "--retry-failed", description = "Run cells that failed once more.")
    private boolean retryFailed;

    @Option(names = "--worker-heap", paramLabel = "SIZE", description = "Limit of a worker's Java heap, such as 512m.")
    private String heap;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        StudySpec written = StudySpecFile.read(specFile);
        SpecResources resources = SpecResources.ofThisProgram();
        resources.check(written, specFile).forEach(command.commandLine().getErr()::println);
        resources.memoryWarning(written).ifPresent(command.commandLine().getErr()::println);
        StudySpec spec = resources.withFirstRate(written);
        WorkerCommand worker = WorkerCommand.of(TrialWorker.class);
        return new StudyRun(
                        heap == null ? worker : worker.withHeap(heap),
                        Judge.DEFAULT,
                        command.commandLine().getOut(),
                        command.commandLine().getErr())
                .run(spec, out, retryFailed, json);
    }
}
