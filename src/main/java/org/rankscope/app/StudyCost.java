package org.rankscope.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.rankscope.graph.Shape;
import org.rankscope.insight.MemoryEstimate;
import org.rankscope.model.ModelGraph;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.Blocks;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Devices;
import org.rankscope.study.StudyEstimate;
import org.rankscope.study.StudySpec;
import org.rankscope.study.Trial;
import org.rankscope.train.TrialSpec;
import org.rankscope.ui.study.CostEstimate;
import org.rankscope.ui.study.MemoryForecast;
import org.rankscope.ui.study.Variant;

/**
 * What a study will cost: cells, time at the speed that the device showed so far, memory by component. Any thread.
 */
final class StudyCost {
    /** For a weight and a token, in one direction: a product and a sum. */
    private static final double OPERATIONS = 2;
    /** About as many rows are held out and evaluated. */
    private static final int EVALUATED_ROWS = 256;

    private final SpecDescriptions descriptions;
    private final TrialSpeed speed;
    private final Function<Device, Devices.Memory> memories;

    /** @param memories asks a device for its memory */
    StudyCost(SpecDescriptions descriptions, TrialSpeed speed, Function<Device, Devices.Memory> memories) {
        this.descriptions = descriptions;
        this.speed = speed;
        this.memories = memories;
    }

    CostEstimate estimate(StudySpec spec) {
        ModelGraph model = descriptions.graph(spec.trial().model(), spec.trial().task());
        List<Device> devices = Device.all(spec.trial().device());
        Devices.Memory present = memories.apply(devices.get(0));
        StudyEstimate estimate =
                StudyEstimate.of(spec, model, descriptions.teacher(spec), present.freeBytes(), Map.of());
        Map<Variant, MemoryForecast> memory = new LinkedHashMap<>();
        estimate.rows().forEach(row -> memory.put(new Variant(row.method(), row.rank()), forecast(row.memory())));
        return new CostEstimate(
                estimate.cells(),
                estimate.exact(),
                speed.millis(
                        new TrialSpeed.Way(
                                Devices.name(devices.get(0)), spec.trial().precision()),
                        StudyEstimate.rounds(estimate.cells(), devices) * operations(spec, estimate, model)),
                OptionalLong.of(present.bytes()),
                OptionalLong.of(present.freeBytes()),
                memory,
                estimate.notes());
    }

    /** Learns the device's speed from a trial that is complete. */
    void learn(Trial trial) {
        speed.learn(
                new TrialSpeed.Way(
                        Devices.name(Device.parse(trial.spec().device())),
                        trial.spec().precision()),
                operations(
                        trial.spec(),
                        descriptions.graph(trial.spec().model(), trial.spec().task())),
                trial.result().elapsedMillis());
    }

    private static MemoryForecast forecast(MemoryEstimate estimate) {
        return new MemoryForecast(
                estimate.baseWeights(),
                estimate.adapter(),
                estimate.gradients(),
                estimate.optimizer(),
                estimate.activations(),
                estimate.runtime());
    }

    /** Of one cell, the mean over methods and capacities. */
    private static double operations(StudySpec spec, StudyEstimate estimate, ModelGraph model) {
        return estimate.rows().stream()
                .map(row -> spec.trial()
                        .withCell(
                                spec.adapter(row.method(), row.rank()),
                                spec.learningRates().get(0),
                                spec.seeds().get(0)))
                .mapToDouble(cell -> operations(cell, model))
                .average()
                .orElse(0);
    }

    /** Floating-point operations of a trial's matrix products, about. */
    private static double operations(TrialSpec spec, ModelGraph model) {
        double tokens = (double) spec.batchSize()
                * spec.sequenceLength()
                * spec.optimizer().gradientAccumulationSteps();
        double evaluated = (double) EVALUATED_ROWS * spec.sequenceLength() * (1 + spec.steps() / spec.evalEvery());
        // Where the weights themselves are trained they have gradients as well.
        double whole = spec.adapter().method() == AdapterConfig.Method.FULL ? 1 : 0;
        double training = 1 + backwardShare(spec, model) + whole;
        double weights =
                model.parameters().values().stream().mapToLong(Shape::elements).sum();
        return OPERATIONS * weights * (training * tokens * spec.steps() + evaluated);
    }

    /** The share of the blocks that gradients pass through on their way down to the first trained number. */
    private static double backwardShare(TrialSpec spec, ModelGraph model) {
        int blocks = 1
                + model.linearModules().stream()
                        .mapToInt(module -> block(module.name()))
                        .max()
                        .orElse(0);
        int first = AdapterMethod.of(spec.adapter(), model).trainable().keySet().stream()
                .mapToInt(StudyCost::block)
                .min()
                .orElse(0);
        return (blocks - first) / (double) blocks;
    }

    private static int block(String name) {
        return Blocks.of(name).orElse(0);
    }
}
