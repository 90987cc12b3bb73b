package org.rankscope.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.rankscope.data.Task;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.model.bundled.LlamaInitializer;
import org.rankscope.model.bundled.LlamaShape;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.study.SpecResources;
import org.rankscope.train.StepBenchmark;
import org.rankscope.train.TrialSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rankscope bench}: how fast training steps run here. */
@Command(
        name = "bench",
        description = "Step time, tokens per second, peak memory, and the ratio to the time that the step's"
                + " matrix products alone take at the rate measured in the same run.")
final class BenchCommand implements Callable<Integer> {
    /** A Llama-like model with random weights: hidden 256, 6 layers, 8 heads, feed-forward 688, vocabulary 2048. */
    private static final LlamaShape SHAPE = new LlamaShape(256, 6, 8, 8, 688, 2048, 1024, false);

    private static final double ALPHA_PER_RANK = 2;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--model",
            paramLabel = "M",
            description = "A Hugging Face directory or bundled:NAME; by default a random"
                    + " Llama with hidden 256, 6 layers, 8 heads, feed-forward 688, vocabulary 2048.")
    private String model;

    @Option(
            names = "--rank",
            paramLabel = "R",
            defaultValue = "8",
            description = "LoRA rank (default: ${DEFAULT-VALUE}).")
    private int rank;

    @Mixin
    private StepOptions step;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "15",
            description = "Measured rounds (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--device",
            paramLabel = "D",
            defaultValue = "auto",
            description = "auto, cpu or cuda (default: ${DEFAULT-VALUE}).")
    private String device;

    @Option(
            names = "--profile",
            paramLabel = "PREFIX",
            description = "Write ONNX Runtime's profile to a file of this prefix.")
    private Path profile;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (rank < 1 || step.batchSize() < 1 || step.sequenceLength() < 2 || rounds < 1) {
            throw new RequestException("Options --rank, --batch-size and --rounds need a whole number of 1 or more,"
                    + " --sequence-length one of 2 or more.");
        }
        StepBenchmark.Result result = model == null ? onRandomModel() : on(model);
        PrintWriter out = command.commandLine().getOut();
        out.println(json ? StrictJson.toText(result).strip() : words(result));
        return ExitCode.OK;
    }

    private StepBenchmark.Result onRandomModel() throws IOException {
        Path folder = Files.createTempDirectory("rankscope-bench-");
        try {
            LlamaInitializer.write(folder, SHAPE, 0);
            return on(folder.toString());
        } finally {
            Files.deleteIfExists(folder.resolve(LlamaInitializer.CONFIG));
            Files.deleteIfExists(folder.resolve(LlamaInitializer.WEIGHTS));
            Files.deleteIfExists(folder);
        }
    }

    private StepBenchmark.Result on(String name) {
        TrialSpec spec = new TrialSpec(
                name,
                Task.CAUSAL_LM,
                null,
                new AdapterConfig(
                        AdapterConfig.Method.LORA,
                        rank,
                        ALPHA_PER_RANK * rank,
                        null,
                        step.targets(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null),
                null,
                null,
                null,
                step.batchSize(),
                step.sequenceLength(),
                null,
                null,
                null,
                device,
                null,
                null,
                null);
        try (BaseModel opened = SpecResources.ofThisProgram().model(name)) {
            if (step.sequenceLength() > opened.maxSequenceLength()) {
                throw new RequestException("Option --sequence-length has the value " + step.sequenceLength()
                        + "; expected at most " + opened.maxSequenceLength() + ", the positions that the model takes.");
            }
            return StepBenchmark.run(
                    opened, spec, SessionConfig.on(Device.parse(device)), rounds, Optional.ofNullable(profile));
        }
    }

    private static String words(StepBenchmark.Result r) {
        return String.format(
                Locale.ROOT,
                """
                step             %.1f ms (median; fastest %.1f ms)
                tokens           %.0f a second
                matrix products  %.1f ms at %.1f GFLOP/s (%.2f GFLOP a step)
                ratio            %.2f
                peak memory      %s
                parameters       %s""",
                r.millisPerStep(),
                r.fastestMillisPerStep(),
                r.tokensPerSecond(),
                r.floorMillis(),
                r.gigaflops(),
                r.productGigaflop(),
                r.ratio(),
                Units.bytes(r.peakMemoryBytes()),
                Units.count(r.trainableParameters()));
    }
}
