package org.rankscope.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.rankscope.insight.Verdict;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.proof.PlantedTask;
import org.rankscope.proof.PlantedTasks;
import org.rankscope.proof.TaskFolder;
import org.rankscope.study.Judge;
import org.rankscope.study.SpecResources;
import org.rankscope.study.StudySpecFile;
import org.rankscope.study.TrialWorker;
import org.rankscope.study.WorkerCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rankscope proof}. */
@Command(
        name = "proof",
        description =
                "Proves the verdict: runs studies whose right answer is known (planted ranks) and compares. All of"
                        + " them take about an hour; run again on the same folder, it goes on where it stopped.")
final class ProofCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The folder: for each task its teacher, its specification and its study.")
    private Path out;

    @Option(names = "--only", paramLabel = "REGEX", description = "Only tasks whose name has this in it.")
    private Pattern only;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "bundled:stories-1m",
            description = "What the ranks are planted in (default: ${DEFAULT-VALUE}).")
    private String model;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            defaultValue = "bundled:stories",
            description = "Texts to learn on (default: ${DEFAULT-VALUE}).")
    private String data;

    @Option(
            names = "--seeds",
            paramLabel = "N,N",
            split = ",",
            defaultValue = "0,1,2",
            description = "Of the trials at each rank (default: ${DEFAULT-VALUE}).")
    private List<Long> seeds;

    @Option(names = "--prepare", description = "Write teachers and specifications, and train nothing.")
    private boolean prepare;

    @Option(names = "--markdown", description = "Print the tables as Markdown.")
    private boolean markdown;

    @Override
    public Integer call() throws IOException {
        List<TaskFolder> folders = PlantedTasks.all().stream()
                .filter(task -> only == null || only.matcher(task.name()).find())
                .map(task -> new TaskFolder(task, out.resolve(task.name())))
                .toList();
        if (folders.isEmpty()) {
            throw new RequestException("--only: no task's name has '" + only + "' in it; there are "
                    + String.join(
                            ", ",
                            PlantedTasks.all().stream().map(PlantedTask::name).toList()) + ".");
        }
        write(folders);
        if (prepare) {
            return ExitCode.OK;
        }
        ProofTable table = new ProofTable();
        PrintWriter err = command.commandLine().getErr();
        for (TaskFolder folder : folders) {
            err.println("Task " + folder.task().name() + " (" + (folders.indexOf(folder) + 1) + " of " + folders.size()
                    + ")");
            Optional<Verdict> verdict = run(folder);
            if (verdict.isEmpty()) {
                return ExitCode.SOFTWARE;
            }
            table.add(folder.task(), verdict.get());
        }
        command.commandLine().getOut().println(table.text(markdown));
        command.commandLine().getOut().flush();
        return table.isProved() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void write(List<TaskFolder> folders) throws IOException {
        try (BaseModel base = SpecResources.ofThisProgram().model(model)) {
            TaskFolder.Settings settings = new TaskFolder.Settings(model, data, seeds);
            for (TaskFolder folder : folders) {
                folder.write(base, settings);
            }
        }
    }

    /** The verdict of a task's study; empty if it was cancelled. */
    private Optional<Verdict> run(TaskFolder task) throws IOException {
        StudyRun run = new StudyRun(
                WorkerCommand.of(TrialWorker.class),
                Judge.DEFAULT,
                command.commandLine().getOut(),
                command.commandLine().getErr());
        return run.verdict(StudySpecFile.read(task.spec()), task.study());
    }
}
