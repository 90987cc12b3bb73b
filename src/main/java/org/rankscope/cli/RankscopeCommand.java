package org.rankscope.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code rankscope}: the commands, and what their endings mean. */
@Command(
        name = "rankscope",
        description = "What LoRA rank is good for my model and my data? Without a command, the window opens.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = RankscopeCommand.Version.class,
        sortOptions = false,
        subcommands = {
            DemoCommand.class,
            SweepCommand.class,
            TrainCommand.class,
            EvalCommand.class,
            DataCommand.class,
            AdviseCommand.class,
            MethodsCommand.class,
            ParamsCommand.class,
            EstimateCommand.class,
            VerdictCommand.class,
            AnalyzeCommand.class,
            ExportCommand.class,
            PreviewCommand.class,
            DevicesCommand.class,
            BenchCommand.class,
            AssetsCommand.class,
            ProofCommand.class
        })
public final class RankscopeCommand implements Runnable {
    /** Logger names whose level this program sets; held, since loggers that nobody holds forget their level. */
    private static final Logger ROOT_LOGGER = Logger.getLogger("");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "With an error, print where in the program it arose.")
    private boolean verbose;

    private RankscopeCommand() {}

    /**
     * Runs one command.
     *
     * @return the exit status: 0 done, 1 the work failed, 2 the request was wrong
     */
    public static int run(String[] args) {
        return run(args, new PrintWriter(System.out, true), new PrintWriter(System.err, true));
    }

    static int run(String[] args, PrintWriter out, PrintWriter err) {
        ROOT_LOGGER.setLevel(Level.WARNING);
        RankscopeCommand root = new RankscopeCommand();
        return new CommandLine(root)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, given) -> wrongRequest(e, err))
                .setExecutionExceptionHandler((e, command, result) -> new Endings(err, root.verbose).of(e))
                .execute(args);
    }

    /** Without a command there is nothing to run: the window is opened by who starts this program. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int wrongRequest(ParameterException e, PrintWriter err) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        String sentence = Endings.sentence(e.getMessage().lines().findFirst().orElse("The command can't be read"));
        err.println(name + ": " + sentence + " See '" + name + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }

    /** What {@code --version} prints. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Optional.ofNullable(
                            RankscopeCommand.class.getPackage().getImplementationVersion())
                    .orElse("(not packaged)");
            return new String[] {"rankscope " + version};
        }
    }
}
