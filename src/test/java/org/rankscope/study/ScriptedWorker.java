package org.rankscope.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.rankscope.io.AtomicFiles;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.train.CancelledException;
import org.rankscope.train.DivergedException;
import org.rankscope.train.MetricLine;
import org.rankscope.train.TrialListener;
import org.rankscope.train.TrialResult;
import org.rankscope.train.TrialSpec;

/**
 * A worker process for tests that computes a curve, or ends in the way that the property {@code rankscope.test.script}
 * names for its rank: {@code 2=abort,4=heap}. Each start leaves a line with its process id in {@code starts.txt}.
 */
public final class ScriptedWorker {
    public static final String SCRIPT = "rankscope.test.script";
    /** The learning rate with the lowest loss; ten times as much diverges. Where it is not set, none matters. */
    public static final String BEST_RATE = "rankscope.test.bestRate";

    public static final String STEP_MILLIS = "rankscope.test.stepMillis";
    private static final int CHECKPOINT_EVERY = 5;
    private static final double START_LOSS = 3;

    private ScriptedWorker() {}

    public static void main(String[] args) {
        new TrialWorker(ScriptedWorker::train).run();
    }

    /** The loss that the curve has at {@code step}: it bends at rank 4. */
    static double loss(int rank, int step) {
        return 1.0 + 1.0 / Math.min(rank, 4) + 1.0 / (1 + step);
    }

    /** How far a learning rate lies from the best, in decades, squared. */
    private static double misfit(double rate) {
        String best = System.getProperty(BEST_RATE);
        double decades = best == null ? 0 : Math.log10(rate / Double.parseDouble(best));
        if (decades > 0.99) {
            throw new DivergedException(3, Double.POSITIVE_INFINITY);
        }
        return decades * decades;
    }

    private static TrialResult train(TrialSpec spec, Path directory, TrialListener listener, BooleanSupplier cancelled)
            throws IOException, InterruptedException {
        int rank = spec.adapter().r();
        Files.writeString(
                directory.resolve("starts.txt"),
                ProcessHandle.current().pid() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        Files.writeString(directory.resolve("device.txt"), spec.device());
        Path checkpoint = directory.resolve("checkpoint/step");
        int done = Files.exists(checkpoint) ? Integer.parseInt(Files.readString(checkpoint)) : 0;
        listener.started(done, spec.steps(), 100L * rank);
        String behaviour = behaviour(rank);
        double misfit = misfit(spec.optimizer().learningRate());
        if (done == 0 && System.getProperty(BEST_RATE) != null) {
            append(directory, listener, MetricLine.evaluation(0, START_LOSS, 10, List.of(1.0, 2.0), 0));
        }
        for (int step = done + 1; step <= spec.steps(); step++) {
            if (step == 3) {
                misbehave(behaviour, directory);
            }
            TimeUnit.MILLISECONDS.sleep(Integer.getInteger(STEP_MILLIS, 0));
            append(directory, listener, MetricLine.train(step, misfit + loss(rank, step), 1e-3, 0.5, step));
            if (step % spec.evalEvery() == 0) {
                append(
                        directory,
                        listener,
                        MetricLine.evaluation(step, misfit + loss(rank, step), 10, List.of(1.0, 2.0), step));
            }
            if (step % CHECKPOINT_EVERY == 0 || cancelled.getAsBoolean()) {
                AtomicFiles.writeString(checkpoint, String.valueOf(step));
            }
            if (cancelled.getAsBoolean()) {
                throw new CancelledException(step);
            }
        }
        return new TrialResult(
                misfit + loss(rank, spec.steps()),
                misfit + loss(rank, spec.steps()),
                misfit + loss(rank, spec.steps()),
                spec.steps(),
                100L * rank,
                400L * rank,
                1L << 20,
                spec.steps());
    }

    private static void append(Path directory, TrialListener listener, MetricLine line) throws IOException {
        Files.writeString(
                directory.resolve("metrics.jsonl"),
                StrictJson.toLine(line) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        listener.metric(line);
    }

    private static String behaviour(int rank) {
        for (String entry : System.getProperty(SCRIPT, "").split(",")) {
            if (entry.startsWith(rank + "=")) {
                return entry.substring(entry.indexOf('=') + 1);
            }
        }
        return "curve";
    }

    private static void misbehave(String behaviour, Path directory) throws IOException, InterruptedException {
        switch (behaviour) {
            case "curve" -> {}
            case "abort" -> Runtime.getRuntime().halt(134);
            case "heap" -> fillHeap();
            case "allocation" -> throw new IllegalStateException("Failed to allocate memory for buffer of size 4");
            case "bug" -> throw new IllegalStateException("Shapes differ: [2, 3] and [3, 2]");
            case "nan" -> throw new DivergedException(3, Double.NaN);
            case "refuse" -> throw new RequestException("rank 512 is above min(in, out) = 64 of q_proj.");
            case "full" -> throw new IOException("No space left on device");
            case "chatter" -> System.out.println("not JSON, and meant for standard output");
            case "hang" -> TimeUnit.DAYS.sleep(1);
            case "meet" -> meet(directory.getParent());
            case "torn" -> {
                Files.writeString(directory.resolve("metrics.jsonl"), "{\"step\":3,\"lo", StandardOpenOption.APPEND);
                killMyself();
            }
            default -> throw new IllegalArgumentException(behaviour);
        }
    }

    /** Goes on once a second cell has begun, which it never does where cells train one after the other. */
    private static void meet(Path trials) throws IOException, InterruptedException {
        for (int i = 0; i < 3000; i++) {
            try (Stream<Path> cells = Files.list(trials)) {
                if (cells.filter(cell -> Files.exists(cell.resolve("starts.txt")))
                                .count()
                        > 1) {
                    return;
                }
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        throw new IllegalStateException("No other cell began within half a minute");
    }

    private static void fillHeap() {
        List<byte[]> blocks = new ArrayList<>();
        while (true) {
            blocks.add(new byte[1 << 20]);
        }
    }

    private static void killMyself() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid()))
                .start()
                .waitFor();
        TimeUnit.MINUTES.sleep(1);
    }
}
