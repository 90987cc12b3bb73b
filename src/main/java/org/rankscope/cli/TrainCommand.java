package org.rankscope.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rankscope.io.StrictJson;
import org.rankscope.metrics.Metric;
import org.rankscope.study.SpecResources;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialFolder;
import org.rankscope.study.TrialSpecFile;
import org.rankscope.study.TrialState;
import org.rankscope.train.CancelledException;
import org.rankscope.train.MetricLine;
import org.rankscope.train.TrialListener;
import org.rankscope.train.TrialResult;
import org.rankscope.train.TrialSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rankscope train}. */
@Command(
        name = "train",
        description = "One trial: DIR/metrics.jsonl and DIR/adapter. Run again on the same folder, it goes on"
                + " from its checkpoint.")
final class TrainCommand implements Callable<Integer> {
    private static final String NAME = "trial";
    private static final long GRACE_SECONDS = 15;

    @Spec
    private CommandSpec command;

    @Option(names = "--spec", required = true, paramLabel = "FILE", description = "The trial's specification, JSON.")
    private Path specFile;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The trial's folder.")
    private Path out;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        TrialSpec spec = TrialSpecFile.read(specFile);
        SpecResources resources = SpecResources.ofThisProgram();
        resources.checkPatterns(spec, specFile);
        AtomicBoolean cancelled = new AtomicBoolean();
        CountDownLatch closed = new CountDownLatch(1);
        PrintWriter err = command.commandLine().getErr();
        try (TrialFolder folder = TrialFolder.open(out, spec);
                StudyProgress progress = new StudyProgress(err, Boolean.getBoolean("rankscope.terminal"))) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cancelled, closed), "stop trial"));
            progress.studyOpened(List.of(new Trial(NAME, TrialState.WAITING, spec, null, null)));
            TrialResult result = folder.run(resources.trainer(), listener(progress, err), cancelled::get);
            progress.studyClosed(false);
            print(result);
            return ExitCode.OK;
        } catch (CancelledException e) {
            err.println("Cancelled. The same command goes on from here.");
            return ExitCode.SOFTWARE;
        } finally {
            closed.countDown();
        }
    }

    private static TrialListener listener(StudyProgress progress, PrintWriter err) {
        return new TrialListener() {
            @Override
            public void noted(String sentence) {
                err.println(sentence);
                err.flush();
            }

            @Override
            public void started(int doneSteps, int totalSteps, long trainableParameters) {
                progress.trialStarted(NAME, doneSteps, totalSteps, trainableParameters);
            }

            @Override
            public void metric(MetricLine line) {
                progress.metric(NAME, line);
            }
        };
    }

    private void print(TrialResult result) {
        PrintWriter stdout = command.commandLine().getOut();
        if (json) {
            ObjectNode tree = StrictJson.mapper().valueToTree(result);
            tree.put("out", out.toAbsolutePath().normalize().toString());
            stdout.print(StrictJson.toText(tree));
        } else {
            if (result.evalLoss() != null) {
                stdout.printf("eval loss   %s at step %d%n", Units.loss(result.evalLoss()), result.bestStep());
            }
            result.metrics().forEach((name, value) -> Metric.named(name)
                    .ifPresent(metric -> stdout.printf("%-11s %s%n", metric.title(), metric.text(value))));
            stdout.printf(
                    "train loss  %s%nparameters  %s%nadapter     %s in %s%npeak memory %s%ntime        %s%n",
                    Units.loss(result.trainLoss()),
                    Units.count(result.trainableParameters()),
                    Units.bytes(result.adapterBytes()),
                    out.resolve("adapter"),
                    Units.bytes(result.peakMemoryBytes()),
                    Units.duration(result.elapsedMillis()));
        }
        stdout.flush();
    }

    private static void stop(AtomicBoolean cancelled, CountDownLatch closed) {
        cancelled.set(true);
        try {
            closed.await(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
