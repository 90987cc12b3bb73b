package org.rankscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.rankscope.insight.VerdictEngine;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.model.bundled.BundledAssets;
import org.rankscope.study.StudySpecFile;
import org.rankscope.study.TrialWorker;
import org.rankscope.study.WorkerCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rankscope demo}. */
@Command(name = "demo", description = "The main job on the bundled model and data: live progress, table, verdict.")
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "rankscope-demo",
            description = "The study's folder (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Path spec = BundledAssets.find().datasets().get(0).study();
        return new StudyRun(WorkerCommand.of(TrialWorker.class),
                observations -> VerdictEngine.judge(observations, VerdictOptions.DEFAULT),
                command.commandLine().getOut(), command.commandLine().getErr())
                .run(StudySpecFile.read(spec), out, false, json);
    }
}
