package org.rankscope.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.rankscope.data.BatchSettings;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Dataset;
import org.rankscope.data.Preparation;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Task;
import org.rankscope.model.bundled.BundledAssets;
import org.rankscope.peft.FrozenBase;
import org.rankscope.study.SpecResources;
import org.rankscope.study.WorkerCommand;
import org.rankscope.train.StepBenchmark;
import org.rankscope.train.TrialSpec;

/** Measures the memory of training steps in a process of its own, as a trial's worker has it: with a tokenizer and texts. */
final class MemoryWorker {
    private static final String MODEL = BundledAssets.SCHEME + "stories-1m";
    private static final String TEXTS = BundledAssets.SCHEME + "support";
    private static final int BATCH_SIZE = 8;
    private static final int SEQUENCE_LENGTH = 128;

    private MemoryWorker() {}

    /** Reads a trial's specification from a line of standard input and prints the peak of resident memory in bytes. */
    public static void main(String[] args) throws IOException {
        PrintStream out = System.out;
        System.setOut(System.err);
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        TrialSpec spec = StrictJson.mapper().readValue(line, TrialSpec.class);
        SpecResources resources = SpecResources.ofThisProgram();
        Dataset texts = texts(resources);
        try (BaseModel model = FrozenBase.of(
                RandomModel.open(resources, spec.model(), spec.task()), spec.adapter(), spec.precision())) {
            out.println(StepBenchmark.peakMemoryBytes(model, spec, spec.session()));
        }
        out.flush();
        Reference.reachabilityFence(texts);
    }

    /** What a trial holds beside its model; which texts these are is of no account. */
    private static Dataset texts(SpecResources resources) {
        try (BaseModel model = resources.model(MODEL)) {
            return resources
                    .datasets()
                    .open(
                            new DataSpec(TEXTS, null, null, null, null, null, null),
                            Preparation.of(model),
                            BatchSettings.of(model, Task.CAUSAL_LM, BATCH_SIZE, SEQUENCE_LENGTH, 1, 0, 0));
        }
    }

    /** Starts a worker on {@code spec} and waits for what it measures. */
    static long measure(TrialSpec spec) throws IOException {
        Path temporary = Files.createTempDirectory("rankscope-memory-");
        try {
            List<String> command =
                    new ArrayList<>(WorkerCommand.of(MemoryWorker.class).line(temporary));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.outputWriter(StandardCharsets.UTF_8)
                    .append(StrictJson.toLine(spec) + "\n")
                    .close();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int status = process.waitFor();
            if (status != 0 || !answer.matches("\\d+")) {
                throw new RequestException("The process that measures memory ended with status " + status
                        + " and without a result; is there memory enough for the model?");
            }
            return Long.parseLong(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("Interrupted while memory was measured.", e));
        } finally {
            delete(temporary);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> left = Files.walk(folder)) {
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
