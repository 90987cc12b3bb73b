package org.rankscope.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.rankscope.data.Dataset;
import org.rankscope.graph.Tensor;
import org.rankscope.model.BaseModel;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.runtime.SessionConfig;

/**
 * The time of a few real steps of a trial, on its own model and data, to say from them what the whole of it will take.
 *
 * @param rank of the adapter that was trained, or what else its capacity is
 * @param startMillis from nothing to the first step: data read, graph built, session opened
 * @param millisPerStep of an optimiser step, after one that is not counted; the median, so that a pause of the machine is no
 *     part of it
 * @param millisPerEvaluationBatch 0 where nothing is evaluated
 * @param evaluationBatches batches of one evaluation
 */
public record StepTiming(
        int rank, double startMillis, double millisPerStep, double millisPerEvaluationBatch, int evaluationBatches) {
    /** Calls of one step that are timed. */
    private static final int STEPS = 5;

    private static final int EVALUATIONS = 3;

    /**
     * Measures {@code spec}.
     *
     * @param data opens the trial's data
     */
    public static StepTiming measure(BaseModel model, TrialSpec spec, Supplier<Dataset> data, SessionConfig config) {
        long begun = System.nanoTime();
        Dataset batches = data.get();
        AdapterMethod method = AdapterMethod.of(spec.adapter(), model);
        // A teacher on the same base is one more forward pass: measured with it, or evaluations come out too short.
        Optional<Path> teacher = Optional.ofNullable(spec.data().teacher()).map(Path::of);
        Optional<AdapterMethod> teacherMethod =
                teacher.map(path -> AdapterMethod.of(AdapterFiles.readConfig(path), model));
        TrainingGraph graph = TrainingGraph.build(
                model,
                method,
                teacherMethod,
                TrainingGraph.Options.of(
                        spec, batches.train().batchSize(), batches.train().sequenceLength(), config.device()));
        Map<String, Tensor> teacherValues =
                teacher.map(path -> teacherMethod.orElseThrow().load(path)).orElse(Map.of());
        StepFeeds feeds = new StepFeeds(spec, batches.train(), batches.validation(), graph);
        try (TrainingSession session = new TrainingSession(
                graph, FrozenValues.of(model, Optional.of(method), spec.seed(), teacherValues), config)) {
            session.load(graph.states().starting(graph.parameters().pack(method.initialValues(model, spec.seed()))));
            double start = (System.nanoTime() - begun) / 1e6;
            int available = batches.train().count() / spec.optimizer().gradientAccumulationSteps();
            double step = median(STEPS, i -> session.train(feeds.steps(Math.min(i, available - 1), 1)));
            int evaluated = batches.validation().count();
            double evaluation = evaluated == 0
                    ? 0
                    : median(EVALUATIONS, i -> {
                        int from = Math.min(i, evaluated - 1);
                        session.evaluate(feeds.evaluation(from, from + 1));
                    });
            return new StepTiming(spec.adapter().capacity(), start, step, evaluation, evaluated);
        }
    }

    /** Work that is done over and over, from 0. */
    @FunctionalInterface
    private interface Work {
        void at(int index);
    }

    private static double median(int count, Work work) {
        work.at(0);
        List<Double> millis = IntStream.rangeClosed(1, count)
                .mapToObj(i -> {
                    long start = System.nanoTime();
                    work.at(i);
                    return (System.nanoTime() - start) / 1e6;
                })
                .sorted()
                .toList();
        return millis.get(count / 2);
    }
}
