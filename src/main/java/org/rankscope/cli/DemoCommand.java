package org.rankscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.rankscope.model.bundled.BundledAssets;
import org.rankscope.model.bundled.BundledDataset;
import org.rankscope.study.Judge;
import org.rankscope.study.StudySpecFile;
import org.rankscope.study.TrialWorker;
import org.rankscope.study.WorkerCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rankscope demo}. */
@Command(
        name = DemoCommand.NAME,
        description = "The main job on a bundled model and its data: live progress, table, verdict.")
public final class DemoCommand implements Callable<Integer> {
    public static final String NAME = "demo";
    public static final String WINDOW = "--window";

    private static final String FOLDER = "rankscope-demo";

    @Spec
    private CommandSpec command;

    @Parameters(
            arity = "0..1",
            paramLabel = "DATA",
            description = "Which of the bundled data, for example lesions (default: those that come first).")
    private String data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The study's folder (default: " + FOLDER + ", or " + FOLDER + "-DATA).")
    private Path out;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /** Taken by who starts this program; what arrives here is what is left where no window can be opened. */
    @Option(
            names = WINDOW,
            description = "Open the window with the demo ready to run; where there is no display, say so and run"
                    + " the demo here.")
    private boolean window;

    @Override
    public Integer call() throws IOException {
        BundledAssets assets = BundledAssets.find();
        BundledDataset dataset = data == null ? assets.datasets().get(0) : assets.dataset(data);
        Path folder = out != null ? out : Path.of(data == null ? FOLDER : FOLDER + "-" + data);
        return new StudyRun(
                        WorkerCommand.of(TrialWorker.class),
                        Judge.DEFAULT,
                        command.commandLine().getOut(),
                        command.commandLine().getErr())
                .run(StudySpecFile.read(dataset.study()), folder, false, json);
    }
}
