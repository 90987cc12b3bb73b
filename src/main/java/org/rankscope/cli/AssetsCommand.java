package org.rankscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.rankscope.assets.AssetMaker;
import org.rankscope.train.TrialResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rankscope assets}. */
@Command(
        name = "assets",
        description =
                "Makes the program's own model and data anew, from a seed; the model is trained from"
                        + " scratch, which takes about a quarter of an hour. Run again on the same folders, it goes on where it stopped.")
final class AssetsCommand implements Callable<Integer> {
    private static final String WORK_SUFFIX = "-work";

    @Spec
    private CommandSpec command;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write them.")
    private Path out;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where to keep what is only needed on the way (default: beside DIR, ending in " + WORK_SUFFIX
                    + ").")
    private Path work;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "What all of it follows from (default: that of the" + " assets that come with the program).")
    private Long seed;

    @Override
    public Integer call() throws IOException {
        Path target = out.toAbsolutePath().normalize();
        Path onTheWay =
                work == null ? target.resolveSibling(target.getFileName() + WORK_SUFFIX) : work.toAbsolutePath();
        TrialResult result = AssetMaker.make(
                target,
                onTheWay,
                Optional.ofNullable(seed).orElse(AssetMaker.SEED),
                new PretrainingProgress(command.commandLine().getErr(), System::nanoTime));
        command.commandLine()
                .getOut()
                .printf(
                        "eval loss  %s%nparameters %s%ntime       %s%nassets     %s%n" + "%s can be deleted.%n",
                        Units.loss(result.evalLoss()),
                        Units.count(result.trainableParameters()),
                        Units.duration(result.elapsedMillis()),
                        target,
                        onTheWay);
        command.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
