package org.rankscope.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.graph.DType;
import org.rankscope.graph.HalfPrecision;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.model.BaseModel;
import org.rankscope.runtime.SessionConfig;

/**
 * Times training steps on a GPU: several steps a call, as trials take them, θ, m and v over the bus before and after. Their floor is
 * the operations of their matrix products at the rate of one large product in the same type, measured in the same run. The step's
 * own products by themselves ({@link RepeatedProducts}) say which share of its time all else takes.
 */
public final class DeviceBenchmark {
    /** Rows and columns of the large product. */
    private static final long LARGE = 8192;
    /** As a trial that evaluates every 20 steps, the default. */
    private static final int MOST_STEPS_A_CALL = 20;

    private static final int REPETITIONS = 5;

    private DeviceBenchmark() {}

    /**
     * What was measured.
     *
     * @param millisPerStep median over the calls, transfers included
     * @param fastestMillisPerStep of the fastest call
     * @param stepsPerCall so many that a call takes about half a second
     * @param bytesToDevice over the bus for each step: batches, what is drawn, and the states of a call's steps shared among them;
     *     computed from their shapes
     * @param bytesFromDevice likewise of the states that come back, losses and norms
     * @param productMillis the step's products by themselves
     * @param outsideProducts share of a step's time that they don't take
     * @param productGigaflop operations of one step's products, in 10⁹
     * @param largeGigaflops rate of the large product, 10⁹ operations a second
     * @param type that it and the step's products are computed in
     * @param floorMillis the products' operations at that rate
     * @param ratio of a step to that
     * @param peakMemoryBytes the most that this process held of the device while it trained
     */
    public record Result(
            @JsonProperty("ms_per_step") double millisPerStep,
            @JsonProperty("fastest_ms_per_step") double fastestMillisPerStep,
            @JsonProperty("steps_per_call") int stepsPerCall,
            @JsonProperty("tokens_per_second") double tokensPerSecond,
            @JsonProperty("bytes_to_device_per_step") long bytesToDevice,
            @JsonProperty("bytes_from_device_per_step") long bytesFromDevice,
            @JsonProperty("product_ms") double productMillis,
            @JsonProperty("share_outside_products") double outsideProducts,
            @JsonProperty("product_gflop") double productGigaflop,
            @JsonProperty("large_product_gflops") double largeGigaflops,
            DType type,
            @JsonProperty("floor_ms") double floorMillis,
            double ratio,
            @JsonProperty("trainable_parameters") long trainableParameters,
            @JsonProperty("peak_memory_bytes") long peakMemoryBytes) {}

    /**
     * Runs the benchmark on random batches.
     *
     * @param rounds measured calls, after two that are not measured
     * @param profile prefix of ONNX Runtime's profile of the steps, if one is wanted
     */
    public static Result run(
            BaseModel model, TrialSpec spec, SessionConfig config, int rounds, Optional<Path> profile) {
        return run(model, spec, config, rounds, profile, LARGE);
    }

    static Result run(
            BaseModel model, TrialSpec spec, SessionConfig config, int rounds, Optional<Path> profile, long largeSize) {
        PreparedSteps prepared = PreparedSteps.of(model, spec, config.device());
        StepProducts products = StepProducts.of(prepared.graph());
        Steps steps = steps(prepared, profile.map(config::withProfile).orElse(config), rounds);
        DType type = prepared.graph()
                .halves()
                .filter(halves -> halves.form() == HalfPrecision.Form.TYPED)
                .map(Halves::type)
                .orElse(DType.FLOAT);
        double productMillis = products(products, config);
        double largeRate = 2.0 * largeSize * largeSize * largeSize / large(largeSize, type, config);
        double floor = products.flop() / largeRate;
        return new Result(
                steps.median(),
                steps.fastest(),
                steps.perCall(),
                1000.0 * spec.batchSize() * spec.sequenceLength() / steps.median(),
                steps.in() / steps.perCall(),
                steps.out() / steps.perCall(),
                productMillis,
                Math.max(0, 1 - productMillis / steps.median()),
                products.flop() / 1e9,
                largeRate / 1e6,
                type,
                floor,
                steps.median() / floor,
                prepared.graph().parameters().size(),
                steps.peak());
    }

    /** Times of calls in ms a step, bytes of one call in either direction, and the device's memory. */
    private record Steps(List<Double> sorted, int perCall, long in, long out, long peak) {
        double median() {
            return sorted.get(sorted.size() / 2);
        }

        double fastest() {
            return sorted.get(0);
        }
    }

    private static Steps steps(PreparedSteps prepared, SessionConfig config, int rounds) {
        StepFeeds feeds = prepared.feeds();
        try (TrainingSession session = prepared.open(config)) {
            CallLength length = new CallLength();
            int done = 0;
            for (int warm = 0; warm < 2; warm++) {
                Map<String, Tensor> one = feeds.steps(done++, 1);
                long start = System.nanoTime();
                session.train(one);
                length.took(start, 1);
            }
            int perCall = length.of(MOST_STEPS_A_CALL);
            List<Double> millis = new ArrayList<>();
            long in = 0;
            for (int round = 0; round < rounds; round++) {
                Map<String, Tensor> batch = feeds.steps(done, perCall);
                in = bytes(batch);
                long start = System.nanoTime();
                session.train(batch);
                millis.add((System.nanoTime() - start) / 1e6 / perCall);
                done += perCall;
            }
            millis.sort(null);
            long states = prepared.graph().states().shapes().values().stream()
                            .mapToLong(Shape::elements)
                            .sum()
                    * Float.BYTES;
            return new Steps(
                    millis, perCall, in + states, states + 2L * Float.BYTES * perCall, session.peakMemoryBytes());
        }
    }

    private static long bytes(Map<String, Tensor> feeds) {
        return feeds.values().stream()
                .mapToLong(tensor -> tensor.shape().elements() * tensor.dtype().bytes())
                .sum();
    }

    private static double products(StepProducts products, SessionConfig config) {
        try (RepeatedProducts alone = new RepeatedProducts(products.nodes(), config)) {
            return alone.millis(REPETITIONS);
        }
    }

    private static double large(long size, DType type, SessionConfig config) {
        try (RepeatedProducts one = new RepeatedProducts(RepeatedProducts.square(size, type), config)) {
            return one.millis(REPETITIONS);
        }
    }
}
