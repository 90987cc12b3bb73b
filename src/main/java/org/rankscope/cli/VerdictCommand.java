package org.rankscope.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.rankscope.insight.Budget;
import org.rankscope.insight.Observation;
import org.rankscope.insight.ResultTable;
import org.rankscope.insight.ResultTableCsv;
import org.rankscope.insight.Verdict;
import org.rankscope.insight.VerdictEngine;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.metrics.Metric;
import org.rankscope.study.StudyFolder;
import org.rankscope.study.StudyResults;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rankscope verdict}. */
@Command(name = "verdict", description = "The verdict on a study, or on any table of rank, seed and loss.")
final class VerdictCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Parameters(
            paramLabel = "FILE.csv|STUDY_DIR",
            description = "A table with the columns rank and loss, and optional seed, learning_rate, standard_error,"
                    + " method, setting and costs; or a study's folder.")
    private Path source;

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            defaultValue = "automatic",
            description = "automatic, one-standard-error, tolerance, kneedle or pareto (default: ${DEFAULT-VALUE}).")
    private String rule;

    @Option(
            names = "--tolerance",
            paramLabel = "SHARE",
            description = "Share of the best value that does not matter (default: 0.01).")
    private Double tolerance;

    @Option(names = "--higher-is-better", description = "The values are scores and not losses.")
    private boolean higherIsBetter;

    @Option(
            names = "--metric",
            paramLabel = "COLUMN",
            description =
                    "The column of the table to judge by (default: loss, eval_loss or value); of a study a metric of"
                            + " its task, such as accuracy.")
    private String metric;

    @Option(
            names = "--max-parameters",
            paramLabel = "N",
            converter = AmountOption.Count.class,
            description = "Only ranks with at most so many trainable parameters, such as 1M.")
    private Long maxParameters;

    @Option(
            names = "--max-adapter-size",
            paramLabel = "SIZE",
            converter = AmountOption.Bytes.class,
            description = "Only ranks whose adapter is at most so large, such as 20MB.")
    private Long maxAdapterSize;

    @Option(
            names = "--max-memory",
            paramLabel = "SIZE",
            converter = AmountOption.Bytes.class,
            description = "Only ranks that were trained in so much memory, such as 6GB.")
    private Long maxMemory;

    @Option(
            names = "--max-time",
            paramLabel = "TIME",
            converter = AmountOption.Time.class,
            description = "Only ranks that were trained in so much time, such as 10min.")
    private Long maxTime;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        VerdictOptions options = VerdictOptions.DEFAULT
                .withRule(VerdictOptions.RuleChoice.named(rule))
                .withBudget(new Budget(maxParameters, maxAdapterSize, maxMemory, maxTime));
        options = tolerance == null ? options : options.withTolerance(tolerance);
        Verdict verdict = Files.isDirectory(source) ? ofStudy(options) : ofTable(options);
        command.commandLine()
                .getOut()
                .println(json ? StrictJson.toText(verdict).strip() : new VerdictReport(verdict).text());
        return ExitCode.OK;
    }

    private Verdict ofStudy(VerdictOptions options) throws IOException {
        if (higherIsBetter) {
            throw new RequestException(
                    "--higher-is-better is for tables; of a study's own metrics it is known which way is better.");
        }
        try (StudyFolder folder = StudyFolder.open(source)) {
            if (metric != null && !metric.equals(VerdictOptions.DEFAULT_METRIC)) {
                Metric judged = Metric.named(metric)
                        .orElseThrow(() -> new RequestException("Option --metric names '" + metric + "'."
                                + StrictJson.nearest(metric, Metric.names())
                                        .map(near -> " Did you mean '" + near + "'?")
                                        .orElse("")
                                + " Known metrics: " + String.join(", ", Metric.names()) + "."));
                return VerdictEngine.judge(
                        StudyResults.judged(folder, judged),
                        options.withMetric(judged.name(), judged.higherIsBetter()));
            }
            List<Observation> observations = StudyResults.judged(folder);
            if (observations.isEmpty()) {
                throw new RequestException(
                        source + ": no cell of this study is complete yet; there is nothing to judge.");
            }
            return VerdictEngine.judge(observations, options);
        }
    }

    /** A column called loss holds a score where higher is better. */
    private String nameOf(String column) {
        return higherIsBetter && column.endsWith("loss") ? "score" : column;
    }

    private Verdict ofTable(VerdictOptions options) {
        ResultTable table = ResultTableCsv.read(source, Optional.ofNullable(metric));
        boolean higher = higherIsBetter
                || Metric.named(table.metric()).map(Metric::higherIsBetter).orElse(false);
        Verdict verdict = VerdictEngine.judge(table.observations(), options.withMetric(nameOf(table.metric()), higher));
        return verdict.withWarningsFirst(table.notes());
    }
}
