package org.rankscope.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rankscope.data.RandomInputs;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.BaseModel;
import org.rankscope.model.LinearModule;
import org.rankscope.model.WeightLayout;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/**
 * Times training steps against their floor: the time that the step's matrix products alone take, run by themselves at their own
 * shapes. Beside it stands a stricter one: their operations at the rate of the model's linear layers, run one behind the other
 * out of the cache. All are measured in turns, so that a busy machine slows all.
 */
public final class StepBenchmark {
    private static final int STEPS_A_RUN = 2;

    private StepBenchmark() {}

    /**
     * What was measured.
     *
     * @param millisPerStep median
     * @param fastestMillisPerStep minimum
     * @param floorMillis the step's products by themselves, median
     * @param ratio median of the rounds' ratios of a step to the floor
     * @param linearRatio likewise, to the products' operations at the rate of the linear layers
     * @param gigaflops that rate, 10⁹ operations a second, median
     * @param productGigaflop operations of one step's products, in 10⁹
     * @param processorMillisPerStep mean time that the process's threads ran together, spinning included
     * @param processorRatio ratio of that to what the products of a step would take of it; hardly moved by other programs,
     *     and on one core free of spinning
     * @param peakMemoryBytes the most that was in memory where the steps run, after the first of them
     */
    public record Result(
            @JsonProperty("ms_per_step") double millisPerStep,
            @JsonProperty("fastest_ms_per_step") double fastestMillisPerStep,
            @JsonProperty("tokens_per_second") double tokensPerSecond,
            @JsonProperty("floor_ms") double floorMillis,
            double ratio,
            @JsonProperty("linear_ratio") double linearRatio,
            double gigaflops,
            @JsonProperty("product_gflop") double productGigaflop,
            @JsonProperty("processor_ms_per_step") double processorMillisPerStep,
            @JsonProperty("processor_ratio") double processorRatio,
            @JsonProperty("trainable_parameters") long trainableParameters,
            @JsonProperty("peak_memory_bytes") long peakMemoryBytes) {}

    /**
     * Runs the benchmark on random batches.
     *
     * @param spec gives adapter, optimiser, batch and sequence length
     * @param rounds measured rounds of {@value #STEPS_A_RUN} steps, after one that is not measured
     * @param profile prefix of ONNX Runtime's profile, if one is wanted
     */
    public static Result run(
            BaseModel model, TrialSpec spec, SessionConfig config, int rounds, Optional<Path> profile) {
        PreparedSteps prepared = PreparedSteps.of(model, spec, config.device());
        TrainingGraph graph = prepared.graph();
        StepProducts products = StepProducts.of(graph);
        double productFlop = products.flop();
        Graph alone = products.alone(
                graph.graph().parameters().stream().map(Value::name).collect(Collectors.toSet()));
        Graph linear = linearProducts(model, (long) spec.batchSize() * spec.sequenceLength());
        SessionConfig traced = profile.map(config::withProfile).orElse(config);

        try (TrainingSession session = prepared.open(traced)) {
            prepared.train(session, 0, STEPS_A_RUN);
            long peakMemory = session.peakMemoryBytes(); // of training alone: what follows has buffers of its own
            List<Double> step = new ArrayList<>();
            List<Double> floor = new ArrayList<>();
            List<Double> flopPerMilli = new ArrayList<>();
            List<Double> ratios = new ArrayList<>();
            List<Double> linearRatios = new ArrayList<>();
            Duration inSteps = Duration.ZERO;
            Duration inProducts = Duration.ZERO;
            try (Session byThemselves = Session.open(alone, model::weight, config);
                    Session rate = Session.open(linear, model::weight, config)) {
                Map<String, Tensor> operands = randomInputs(alone);
                Map<String, Tensor> activations = randomInputs(linear);
                byThemselves.run(operands).close();
                rate.run(activations).close();
                for (int round = 1; round <= rounds; round++) {
                    int done = round * STEPS_A_RUN;
                    Duration start = processorTime();
                    double stepMillis = millis(() -> prepared.train(session, done, STEPS_A_RUN)) / STEPS_A_RUN;
                    Duration stepped = processorTime();
                    double floorMillis = millis(() -> byThemselves.run(operands).close());
                    Duration multiplied = processorTime();
                    double rated =
                            flop(linear) / millis(() -> rate.run(activations).close());
                    inSteps = inSteps.plus(stepped.minus(start));
                    inProducts = inProducts.plus(multiplied.minus(stepped));
                    step.add(stepMillis);
                    floor.add(floorMillis);
                    flopPerMilli.add(rated);
                    ratios.add(stepMillis / floorMillis);
                    linearRatios.add(stepMillis / (productFlop / rated));
                }
            }
            double median = median(step);
            double processorMillis = (double) inSteps.toMillis() / (rounds * STEPS_A_RUN);
            return new Result(
                    median,
                    step.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                    1000 * spec.batchSize() * spec.sequenceLength() / median,
                    median(floor),
                    median(ratios),
                    median(linearRatios),
                    median(flopPerMilli) / 1e6,
                    productFlop / 1e9,
                    processorMillis,
                    processorMillis / ((double) inProducts.toMillis() / rounds),
                    graph.parameters().size(),
                    peakMemory);
        }
    }

    private static Duration processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /**
     * The most memory that this process had, where the steps run, after some of them on random batches. It means something only in a
     * process that does nothing else.
     */
    public static long peakMemoryBytes(BaseModel model, TrialSpec spec, SessionConfig config) {
        PreparedSteps prepared = PreparedSteps.of(model, spec, config.device());
        try (TrainingSession session = prepared.open(config)) {
            for (int run = 0; run < 2; run++) {
                prepared.train(session, run * STEPS_A_RUN, STEPS_A_RUN);
            }
            return session.peakMemoryBytes();
        }
    }

    private static double millis(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    private static double flop(Graph products) {
        return products.nodes().stream().mapToDouble(StepProducts::flop).sum();
    }

    /**
     * Every linear layer's two large products, forward x·Wᵀ and backward dy·W, and nothing else; one behind the other, so
     * that buffers are used again as in a step.
     */
    private static Graph linearProducts(BaseModel model, long tokens) {
        GraphBuilder g = new GraphBuilder("products");
        Map<Integer, Value> chains = new LinkedHashMap<>();
        for (LinearModule module : model.linearModules()) {
            if (!module.isTied() && !module.isConvolution()) {
                boolean outFirst = module.layout() == WeightLayout.OUT_IN;
                Value weight = g.parameter(module.weightName(), module.weightShape());
                Value x = chains.computeIfAbsent(
                        module.inFeatures(), size -> g.input("x" + size, DType.FLOAT, Shape.of(tokens, size)));
                chains.put(
                        module.inFeatures(),
                        g.gemm(g.gemm(x, weight, false, outFirst, 1), weight, false, !outFirst, 1));
            }
        }
        return g.build(List.copyOf(chains.values()));
    }

    private static Map<String, Tensor> randomInputs(Graph graph) {
        RandomInputs random = new RandomInputs(0);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        graph.inputs().forEach(input -> inputs.put(input.name(), random.of(input, 1)));
        return inputs;
    }
}
