package org.rankscope.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.BaseModel;
import org.rankscope.model.LinearModule;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.runtime.MemoryProbe;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/**
 * Times training steps against their floor: the time that the step's matrix products alone take at the rate at which the
 * model's own linear layers run. Both are measured in turns, so that a busy machine slows both.
 */
public final class StepBenchmark {
    private static final int STEPS_A_RUN = 2;

    private StepBenchmark() {}

    /**
     * What was measured.
     *
     * @param millisPerStep median
     * @param fastestMillisPerStep minimum
     * @param floorMillis floating-point operations of the step's products over the measured rate
     * @param ratio median of the rounds' ratios of a step to the floor
     * @param gigaflops rate of the linear layers, 10⁹ operations a second, median
     * @param productGigaflop operations of one step's products, in 10⁹
     * @param processorMillisPerStep mean time that the process's threads ran together, spinning included
     * @param processorRatio ratio of that to what the products of a step would take of it; hardly moved by other programs,
     *     and on one core free of spinning
     * @param peakMemoryBytes resident-set high-water mark of the process after its first steps
     */
    public record Result(
            @JsonProperty("ms_per_step") double millisPerStep,
            @JsonProperty("fastest_ms_per_step") double fastestMillisPerStep,
            @JsonProperty("tokens_per_second") double tokensPerSecond,
            @JsonProperty("floor_ms") double floorMillis,
            double ratio,
            double gigaflops,
            @JsonProperty("product_gflop") double productGigaflop,
            @JsonProperty("processor_ms_per_step") double processorMillisPerStep,
            @JsonProperty("processor_ratio") double processorRatio,
            @JsonProperty("trainable_parameters") long trainableParameters,
            @JsonProperty("peak_memory_bytes") long peakMemoryBytes) {}

    /**
     * Runs the benchmark on random tokens.
     *
     * @param spec gives adapter, optimiser, batch and sequence length
     * @param rounds measured rounds of {@value #STEPS_A_RUN} steps, after one that is not measured
     * @param profile prefix of ONNX Runtime's profile, if one is wanted
     */
    public static Result run(
            BaseModel model, TrialSpec spec, SessionConfig config, int rounds, Optional<Path> profile) {
        Prepared prepared = Prepared.of(model, spec);
        TrainingGraph graph = prepared.graph();
        double productFlop = productFlop(graph.graph());
        Graph products = linearProducts(model, (long) spec.batchSize() * spec.sequenceLength());
        SessionConfig traced = profile.map(config::withProfile).orElse(config);
        StepFeeds feeds = prepared.feeds();

        try (TrainingSession session = prepared.open(traced)) {
            session.train(feeds.steps(0, STEPS_A_RUN));
            long peakMemory = MemoryProbe.peakResidentBytes(); // of training alone: what follows has buffers of its own
            List<Double> step = new ArrayList<>();
            List<Double> flopPerMilli = new ArrayList<>();
            List<Double> ratios = new ArrayList<>();
            Duration inSteps = Duration.ZERO;
            Duration inProducts = Duration.ZERO;
            try (Session rate = Session.open(products, model::weight, config)) {
                Map<String, Tensor> activations = randomInputs(products);
                rate.run(activations).close();
                for (int round = 1; round <= rounds; round++) {
                    Map<String, Tensor> batch = feeds.steps(round * STEPS_A_RUN, STEPS_A_RUN);
                    Duration start = processorTime();
                    double stepMillis = millis(() -> session.train(batch)) / STEPS_A_RUN;
                    Duration stepped = processorTime();
                    double rated = productFlop(products)
                            / millis(() -> rate.run(activations).close());
                    inSteps = inSteps.plus(stepped.minus(start));
                    inProducts = inProducts.plus(processorTime().minus(stepped));
                    step.add(stepMillis);
                    flopPerMilli.add(rated);
                    ratios.add(stepMillis / (productFlop / rated));
                }
            }
            double median = median(step);
            double rated = median(flopPerMilli);
            double processorMillis = (double) inSteps.toMillis() / (rounds * STEPS_A_RUN);
            double processorFloor = (double) inProducts.toMillis() / rounds * productFlop / productFlop(products);
            return new Result(
                    median,
                    step.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                    1000 * spec.batchSize() * spec.sequenceLength() / median,
                    productFlop / rated,
                    median(ratios),
                    rated / 1e6,
                    productFlop / 1e9,
                    processorMillis,
                    processorMillis / processorFloor,
                    graph.parameters().size(),
                    peakMemory);
        }
    }

    private static Duration processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /**
     * The most memory that this process had resident after some steps on random tokens. It means something only in a
     * process that does nothing else.
     */
    public static long peakMemoryBytes(BaseModel model, TrialSpec spec, SessionConfig config) {
        Prepared prepared = Prepared.of(model, spec);
        try (TrainingSession session = prepared.open(config)) {
            for (int run = 0; run < 2; run++) {
                session.train(prepared.feeds().steps(run * STEPS_A_RUN, STEPS_A_RUN));
            }
            return MemoryProbe.peakResidentBytes();
        }
    }

    /** A training graph and what it is fed. */
    private record Prepared(
            BaseModel model, TrialSpec spec, AdapterMethod method, TrainingGraph graph, StepFeeds feeds) {
        static Prepared of(BaseModel model, TrialSpec spec) {
            AdapterMethod method = AdapterMethod.of(spec.adapter(), model);
            TrainingGraph graph = TrainingGraph.build(
                    model,
                    method,
                    Optional.empty(),
                    TrainingGraph.Options.of(spec, spec.batchSize(), spec.sequenceLength()));
            TokenBatches tokens = new RandomTokens(spec.batchSize(), spec.sequenceLength(), model.vocabSize());
            return new Prepared(model, spec, method, graph, new StepFeeds(spec, 0, tokens, tokens, graph));
        }

        TrainingSession open(SessionConfig config) {
            TrainingSession session = new TrainingSession(graph, model::weight, config);
            Tensor zeros = Tensor.zeros(DType.FLOAT, graph.parameters().shape());
            session.load(graph.parameters().pack(method.initialValues(model, spec.seed())), zeros, zeros);
            return session;
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

    /** Operations of all matrix products in the graph and the bodies that train; a multiply-add counts as two. */
    private static double productFlop(Graph graph) {
        double sum = 0;
        for (Node node : graph.nodes()) {
            if (node.op() == Op.GEMM || node.op() == Op.FUSED_MAT_MUL) {
                int innerAxis = node.intAttribute("transA", 0) == 1 ? -2 : -1;
                sum += 2.0
                        * node.output().shape().elements()
                        * node.input(0).shape().dim(innerAxis);
            }
            boolean evaluates =
                    node.outputs().stream().anyMatch(output -> output.name().equals(TrainingGraph.ROW_LOSSES));
            for (Attribute attribute :
                    evaluates ? List.<Attribute>of() : node.attributes().values()) {
                sum += attribute instanceof Attribute.Body body ? productFlop(body.graph()) : 0;
            }
        }
        return sum;
    }

    /**
     * Every linear layer's two large products, forward x·Wᵀ and backward dy·W, and nothing else; one behind the other, so
     * that buffers are used again as in a step.
     */
    private static Graph linearProducts(BaseModel model, long tokens) {
        GraphBuilder g = new GraphBuilder("products");
        Map<Integer, Value> chains = new LinkedHashMap<>();
        for (LinearModule module : model.linearModules()) {
            if (model.parameters().containsKey(module.weightName())) {
                Value weight = g.parameter(module.weightName(), Shape.of(module.outFeatures(), module.inFeatures()));
                Value x = chains.computeIfAbsent(
                        module.inFeatures(), size -> g.input("x" + size, DType.FLOAT, Shape.of(tokens, size)));
                chains.put(module.inFeatures(), g.gemm(g.gemm(x, weight, false, true, 1), weight, false, false, 1));
            }
        }
        return g.build(List.copyOf(chains.values()));
    }

    private static Map<String, Tensor> randomInputs(Graph graph) {
        SplittableRandom random = new SplittableRandom(0);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        graph.inputs().forEach(input -> {
            float[] values = new float[Math.toIntExact(input.shape().elements())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(-1, 1);
            }
            inputs.put(input.name(), Tensor.ofFloats(input.shape(), values));
        });
        return inputs;
    }

    /** Rows of random tokens, all predicted. */
    private record RandomTokens(int batchSize, int sequenceLength, int vocabSize) implements TokenBatches {
        @Override
        public int count() {
            return Integer.MAX_VALUE;
        }

        @Override
        public Map<String, Tensor> at(int index) {
            SplittableRandom random = new SplittableRandom(index);
            long[] ids = random.longs((long) batchSize * sequenceLength, 0, vocabSize)
                    .toArray();
            long[] ones = new long[ids.length];
            Arrays.fill(ones, 1);
            Shape shape = Shape.of(batchSize, sequenceLength);
            Tensor tokens = Tensor.ofLongs(shape, ids);
            return Map.of(INPUT_IDS, tokens, ATTENTION_MASK, Tensor.ofLongs(shape, ones), LABELS, tokens);
        }
    }
}
