package org.rankscope.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.rankscope.assets.AssetMaker;
import org.rankscope.assets.AssetPart;
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
                "Makes the program's own models and data anew, from a seed; each model is trained from"
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

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "Make only these of ${COMPLETION-CANDIDATES}.")
    private List<AssetPart> only = List.of(AssetPart.values());

    @Override
    public Integer call() throws IOException {
        Path target = out.toAbsolutePath().normalize();
        Path onTheWay =
                work == null ? target.resolveSibling(target.getFileName() + WORK_SUFFIX) : work.toAbsolutePath();
        AssetMaker maker =
                new AssetMaker(target, onTheWay, Optional.ofNullable(seed).orElse(AssetMaker.SEED));
        PrintWriter terminal = command.commandLine().getOut();
        for (AssetPart part : only) {
            TrialResult result = maker.make(
                    part, new PretrainingProgress(command.commandLine().getErr(), System::nanoTime));
            terminal.printf(
                    "%-9s eval loss %s, %s parameters, %s%n",
                    part,
                    Units.loss(result.evalLoss()),
                    Units.count(result.trainableParameters()),
                    Units.duration(result.elapsedMillis()));
            terminal.flush();
        }
        terminal.printf("assets    %s%n%s can be deleted.%n", target, onTheWay);
        terminal.flush();
        return ExitCode.OK;
    }
}
