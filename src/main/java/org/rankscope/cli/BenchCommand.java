package org.rankscope.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.rankscope.insight.MemoryEstimate;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.FrozenBase;
import org.rankscope.runtime.Device;
import org.rankscope.study.SpecResources;
import org.rankscope.train.DeviceBenchmark;
import org.rankscope.train.StepBenchmark;
import org.rankscope.train.StepSetting;
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
                + " matrix products alone take, measured in the same run.")
final class BenchCommand implements Callable<Integer> {
    /** What {@code --memory} goes through on models of its own. */
    private static final List<RandomModel.Size> MEMORY_MODELS =
            List.of(RandomModel.Size.SMALL, RandomModel.Size.MEDIUM);

    private static final List<Integer> MEMORY_RANKS = List.of(4, 16, 64);

    private record Batch(int rows, int length) {}

    private static final List<Batch> MEMORY_BATCHES = List.of(new Batch(8, 128), new Batch(2, 512));

    private static final double ALPHA_PER_RANK = 2;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--model",
            paramLabel = "M",
            description =
                    "A Hugging Face directory, an .onnx file or bundled:NAME; by default one with random weights, see --size.")
    private String model;

    @Option(names = "--layers", paramLabel = "N", description = "Layers of the random model in place of its size's.")
    private Integer layers;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            description =
                    "Size of a model with random weights: ${COMPLETION-CANDIDATES} (default: small). encoder-110m has the"
                            + " shape of BERT base, 1.1b that of TinyLlama, 8b that of Llama 3.1 8B.")
    private RandomModel.Size size;

    @Option(
            names = "--memory",
            description =
                    "Print memory as estimated and as measured instead, each configuration in a process of its own:"
                            + " two models, three ranks and two batches; or the one of --model or --size, with and without"
                            + " gradient checkpointing.")
    private boolean memory;

    @Option(
            names = "--method",
            paramLabel = "M",
            defaultValue = "lora",
            description = "What is trained, by the name that specifications use (default: ${DEFAULT-VALUE});"
                    + " qlora with --precision bf16 is a base in NF4 that is computed with in bfloat16.",
            converter = MethodOption.class)
    private AdapterConfig.Method method;

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
            description = "auto, cpu, cuda or cuda:N (default: ${DEFAULT-VALUE}).")
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
        step.task().stated().filter(stated -> stated != task()).ifPresent(stated -> {
            throw new RequestException("Option --task has the value " + stated.json()
                    + "; steps are timed on random tokens, expected " + task().json() + ".");
        });
        if (model != null && (size != null || layers != null)) {
            throw new RequestException(
                    "Options --size and --layers make a random model:" + " they can't stand beside --model.");
        } else if (layers != null && layers < 1) {
            throw new RequestException("Option --layers needs a whole number of 1 or more.");
        }
        PrintWriter out = command.commandLine().getOut();
        if (memory) {
            if (size != null && size.isLarge() && !Device.parse(device).isCuda()) {
                throw new RequestException(
                        "Option --memory has no use for --size " + size + " on the processor: its weights"
                                + " are random and lie in one place of the machine's memory; measure it on a CUDA device.");
            }
            MemoryTable table = memoryTable();
            out.println(json ? StrictJson.toText(Map.of("rows", table.rows())).strip() : table);
            return ExitCode.OK;
        }
        Device where = Device.parse(device);
        if (where.isCuda()) {
            DeviceBenchTable result = onModel(name -> timeOnDevice(name, where));
            out.println(json ? StrictJson.toText(result).strip() : result);
        } else {
            StepBenchmark.Result result = onModel(name -> time(name, where));
            out.println(json ? StrictJson.toText(result).strip() : words(result));
        }
        return ExitCode.OK;
    }

    /** Work on a model that lies in a folder. */
    @FunctionalInterface
    private interface Work<T> {
        T on(String folder) throws IOException;
    }

    private <T> T onModel(Work<T> work) throws IOException {
        return model != null ? work.on(model) : onRandom(size == null ? RandomModel.Size.SMALL : size, layers, work);
    }

    private Task task() {
        return size == null ? Task.CAUSAL_LM : size.task();
    }

    private static <T> T onRandom(RandomModel.Size size, Integer layers, Work<T> work) throws IOException {
        try (RandomModel random = new RandomModel(size, layers)) {
            return work.on(random.name());
        }
    }

    private MemoryTable memoryTable() throws IOException {
        MemoryTable table = new MemoryTable();
        if (model != null || size != null) {
            return onModel(folder -> {
                for (boolean recompute : new boolean[] {false, true}) {
                    Batch batch = new Batch(step.batchSize(), step.sequenceLength());
                    table.add(model != null ? model : size.toString(), spec(folder, rank, batch, recompute));
                }
                return table;
            });
        }
        for (RandomModel.Size known : MEMORY_MODELS) {
            onRandom(known, layers, folder -> addAll(table, known.toString(), folder));
        }
        return table;
    }

    private MemoryTable addAll(MemoryTable table, String name, String folder) throws IOException {
        for (Batch batch : MEMORY_BATCHES) {
            for (int of : MEMORY_RANKS) {
                table.add(name, spec(folder, of, batch, false));
            }
            table.add(name, spec(folder, MEMORY_RANKS.get(1), batch, true));
        }
        return table;
    }

    private TrialSpec spec(String name, int of, Batch batch, boolean recompute) {
        return new TrialSpec(
                name,
                task(),
                null,
                AdapterConfigBuilder.builder().build().with(method, of, ALPHA_PER_RANK * of, 0, step.targets()),
                null,
                null,
                null,
                batch.rows(),
                batch.length(),
                null,
                null,
                null,
                device,
                step.precision(),
                recompute,
                null);
    }

    private StepBenchmark.Result time(String name, Device where) throws IOException {
        return timed(
                name,
                (held, spec) -> StepBenchmark.run(
                        held, spec, TrialSpec.session(spec.precision(), where), rounds, Optional.ofNullable(profile)));
    }

    private DeviceBenchTable timeOnDevice(String name, Device where) throws IOException {
        return timed(
                name,
                (held, spec) -> new DeviceBenchTable(
                        where.toString(),
                        spec.precision(),
                        DeviceBenchmark.run(
                                held,
                                spec,
                                TrialSpec.session(spec.precision(), where),
                                rounds,
                                Optional.ofNullable(profile)),
                        MemoryEstimate.of(held, spec.adapter(), StepSetting.of(spec))));
    }

    private <T> T timed(String name, BiFunction<BaseModel, TrialSpec, T> benchmark) throws IOException {
        try (BaseModel opened = RandomModel.open(SpecResources.ofThisProgram(), name, task())) {
            Batch batch = new Batch(step.batchSize(), step.sequenceLength(opened));
            TrialSpec spec = spec(name, rank, batch, step.gradientCheckpointing());
            return benchmark.apply(FrozenBase.of(opened, spec.adapter(), spec.precision()), spec);
        }
    }

    private static String words(StepBenchmark.Result r) {
        return String.format(
                Locale.ROOT,
                """
                step             %.1f ms (median; fastest %.1f ms)
                tokens           %.0f a second
                matrix products  %.1f ms by themselves (%.2f GFLOP)
                ratio            %.2f
                linear layers    %.1f GFLOP/s; a step takes %.2f times its products at this rate
                processor time   %.1f ms a step, %.2f times that of the products
                peak memory      %s
                parameters       %s""",
                r.millisPerStep(),
                r.fastestMillisPerStep(),
                r.tokensPerSecond(),
                r.floorMillis(),
                r.productGigaflop(),
                r.ratio(),
                r.gigaflops(),
                r.linearRatio(),
                r.processorMillisPerStep(),
                r.processorRatio(),
                Units.bytes(r.peakMemoryBytes()),
                Units.count(r.trainableParameters()));
    }
}
