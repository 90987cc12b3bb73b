package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.data.DataSpec;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.metrics.EvaluatedBatch;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/**
 * The training graph of every task: its loss against the definition in double precision, its gradient against central
 * differences of that loss, and what an evaluation gives against the logits. One row of each batch predicts nothing.
 */
class TaskLossTest {
    private static final int BATCH = 3;
    private static final int MICRO = 2;
    private static final float STEP = 1e-2f;
    private static final SessionConfig CONFIG = SessionConfig.on(Device.CPU);

    static Stream<Arguments> tasks() {
        return Stream.of(
                Arguments.of(Task.CAUSAL_LM, 6),
                Arguments.of(Task.SEQ2SEQ_LM, 6),
                Arguments.of(Task.TOKEN_CLASSIFICATION, 4),
                Arguments.of(Task.SEQUENCE_CLASSIFICATION, 3),
                Arguments.of(Task.SEQUENCE_CLASSIFICATION, 1),
                Arguments.of(Task.IMAGE_CLASSIFICATION, 7),
                Arguments.of(Task.SEGMENTATION, 3),
                Arguments.of(Task.CONTRASTIVE, 0),
                Arguments.of(Task.DENOISING, 1));
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void theGradientOfAStepIsThatOfItsMeanLoss(Task task, int outputs) {
        TaskModel model = new TaskModel(task, outputs);
        Examples batches = new Examples(model);
        AdapterMethod method = method(model);
        TrainingGraph graph = TrainingGraph.build(model, method, Optional.empty(), options(task));
        StepFeeds feeds = new StepFeeds(spec(task), batches, batches, graph);
        Tensor theta = graph.parameters().pack(method.initialValues(model, 0));
        try (TrainingSession session = new TrainingSession(graph, model::weight, CONFIG);
                Session forward = forward(model)) {
            session.load(graph.states().starting(theta));
            float loss = session.train(feeds.steps(0, 1)).losses()[0];
            float[] gradient = session.gradients().floats();

            assertEquals(stepLoss(forward, graph, batches, theta), loss, 1e-5);
            for (int i = 0; i < gradient.length; i++) {
                double above = stepLoss(forward, graph, batches, moved(theta, i, STEP));
                double below = stepLoss(forward, graph, batches, moved(theta, i, -STEP));
                assertEquals((above - below) / (2 * STEP), gradient[i], 2e-4, "weight " + i);
            }
            assertTrue(IntStream.range(0, gradient.length).anyMatch(i -> Math.abs(gradient[i]) > 0.01));
        }
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void anEvaluationGivesTheLossOfEachRowAndWhatWasPredicted(Task task, int outputs) {
        TaskModel model = new TaskModel(task, outputs);
        Examples batches = new Examples(model);
        AdapterMethod method = method(model);
        TrainingGraph graph = TrainingGraph.build(model, method, Optional.empty(), options(task));
        StepFeeds feeds = new StepFeeds(spec(task), batches, batches, graph);
        Tensor theta = graph.parameters().pack(method.initialValues(model, 0));
        try (TrainingSession session = new TrainingSession(graph, model::weight, CONFIG);
                Session forward = forward(model)) {
            session.load(graph.states().starting(theta));
            List<Map<String, Tensor>> found = session.evaluate(feeds.evaluation(0, 2));

            assertEquals(2, found.size());
            for (int index = 0; index < 2; index++) {
                Map<String, Tensor> made = outputs(forward, graph, batches.at(index), theta);
                double[] losses =
                        losses(task, made.get("logits"), batches.at(index).get("labels"));
                float[] rows = found.get(index).get(TrainingGraph.ROW_LOSSES).floats();
                for (int row = 0; row < BATCH; row++) {
                    double expected = 0;
                    for (int item = 0; item < losses.length; item++) {
                        boolean own =
                                task == Task.CONTRASTIVE ? item % BATCH == row : item / (losses.length / BATCH) == row;
                        expected += own && !Double.isNaN(losses[item]) ? losses[item] : 0;
                    }
                    assertEquals(expected, rows[row], 1e-4, "row " + row);
                }
                assertOutcome(task, outputs, made, found.get(index));
            }
        }
    }

    @Test
    void aWholeEvaluationIsTheSameInAndOutOfTraining() {
        TaskModel model = new TaskModel(Task.IMAGE_CLASSIFICATION, 7);
        Examples batches = new Examples(model);
        try (AdapterEvaluation evaluation = AdapterEvaluation.of(
                model, Task.IMAGE_CLASSIFICATION, Optional.empty(), batches, Precision.FP32, CONFIG)) {
            AdapterEvaluation.Loss loss = evaluation.with(Map.of());

            assertEquals(2L * (BATCH - 1), loss.items());
            assertEquals(2 * (BATCH - 1), loss.rows().size());
            assertEquals(
                    List.of("top1_accuracy", "top5_accuracy"),
                    List.copyOf(loss.scores().values().keySet()));
        }
    }

    private static void assertOutcome(Task task, int outputs, Map<String, Tensor> made, Map<String, Tensor> found) {
        float[] logits = made.get("logits").floats();
        if (task == Task.CONTRASTIVE) {
            for (String name : List.of(EvaluatedBatch.IMAGE_EMBEDS, EvaluatedBatch.TEXT_EMBEDS)) {
                assertArrayEquals(made.get(name).floats(), found.get(name).floats(), 1e-6f);
            }
        } else if (task == Task.DENOISING) {
            assertEquals(List.of(TrainingGraph.ROW_LOSSES), List.copyOf(found.keySet()));
        } else if (outputs == 1) {
            assertArrayEquals(logits, found.get(EvaluatedBatch.PREDICTED).floats(), 1e-6f);
        } else {
            int most = task == Task.IMAGE_CLASSIFICATION ? 5 : 1;
            List<Long> expected = new ArrayList<>();
            for (int item = 0; item < logits.length / outputs; item++) {
                int at = item * outputs;
                IntStream.range(0, outputs)
                        .boxed()
                        .sorted((a, b) -> Float.compare(logits[at + b], logits[at + a]))
                        .limit(most)
                        .forEach(best -> expected.add((long) best));
            }
            assertArrayEquals(
                    expected.stream().mapToLong(Long::longValue).toArray(),
                    found.get(EvaluatedBatch.PREDICTED).longs());
        }
    }

    /** The mean over what the micro-batches of the first step predict. */
    private static double stepLoss(Session forward, TrainingGraph graph, Examples batches, Tensor theta) {
        double sum = 0;
        int count = 0;
        for (int micro = 0; micro < MICRO; micro++) {
            Map<String, Tensor> batch = batches.at(micro);
            Tensor logits = outputs(forward, graph, batch, theta).get("logits");
            for (double loss : losses(graph.targets().task(), logits, batch.get("labels"))) {
                sum += Double.isNaN(loss) ? 0 : loss;
                count += Double.isNaN(loss) ? 0 : 1;
            }
        }
        return sum / count;
    }

    private static Map<String, Tensor> outputs(
            Session forward, TrainingGraph graph, Map<String, Tensor> batch, Tensor theta) {
        Map<String, Tensor> feeds = new LinkedHashMap<>(batch);
        feeds.remove(TokenBatches.LABELS);
        feeds.putAll(graph.parameters().unpack(theta));
        Map<String, Tensor> made = new LinkedHashMap<>();
        try (Session.Results results = forward.run(feeds)) {
            List<String> names = graph.targets().task() == Task.CONTRASTIVE
                    ? List.of("logits", EvaluatedBatch.IMAGE_EMBEDS, EvaluatedBatch.TEXT_EMBEDS)
                    : List.of("logits");
            names.forEach(name -> made.put(name, results.tensor(name)));
        }
        return made;
    }

    /** The model with its weights as inputs. */
    private static Session forward(TaskModel model) {
        GraphBuilder g = new GraphBuilder("forward");
        Map<String, Value> bound = new LinkedHashMap<>();
        model.inputs(BATCH, 1).forEach(input -> bound.put(input.name(), g.input(input)));
        model.parameters().forEach((name, shape) -> bound.put(name, g.input(name, DType.FLOAT, shape)));
        List<Value> outputs = new ArrayList<>();
        g.in("model", () -> g.inline(model.forward(BATCH, 1), bound))
                .forEach((name, value) -> outputs.add(g.named(g.in("out", () -> g.identity(value)), name)));
        return Session.open(g.build(outputs), name -> null, CONFIG);
    }

    /** By definition; not a number for an item that predicts nothing. */
    private static double[] losses(Task task, Tensor logits, Tensor labels) {
        int items = (int) logits.shape().dim(0);
        int outputs = (int) logits.shape().dim(1);
        float[] z = logits.floats();
        double[] losses = new double[items];
        for (int item = 0; item < items; item++) {
            if (labels.dtype() == DType.FLOAT) {
                double error = z[item] - (double) labels.floats()[item];
                losses[item] = error * error;
                continue;
            }
            long[] given = labels.longs();
            int last = (int) labels.shape().dim(-1);
            long wanted =
                    switch (task) {
                        case CAUSAL_LM -> (item + 1) % last == 0 ? Task.IGNORE : given[item + 1];
                        case CONTRASTIVE -> given[item % BATCH];
                        default -> given[item];
                    };
            double sum = 0;
            for (int k = 0; k < outputs; k++) {
                sum += Math.exp(z[item * outputs + k]);
            }
            losses[item] = wanted == Task.IGNORE ? Double.NaN : Math.log(sum) - z[item * outputs + (int) wanted];
        }
        return losses;
    }

    private static Tensor moved(Tensor theta, int place, float by) {
        float[] values = theta.floats();
        values[place] += by;
        return Tensor.ofFloats(theta.shape(), values);
    }

    private static AdapterMethod method(TaskModel model) {
        return AdapterMethod.of(
                AdapterConfigBuilder.builder().method(AdapterConfig.Method.FULL).build(), model);
    }

    private static TrainingGraph.Options options(Task task) {
        return new TrainingGraph.Options(
                task,
                BATCH,
                1,
                MICRO,
                spec(task).optimizer(),
                OptionalDouble.empty(),
                true,
                false,
                Optional.empty(),
                Device.CPU);
    }

    private static TrialSpec spec(Task task) {
        return new TrialSpec(
                "model",
                task,
                new DataSpec("data", null, null, null, null, null, null),
                null,
                null,
                new TrialSpec.OptimizerSpec(null, null, null, null, null, null, MICRO, null),
                null,
                BATCH,
                1,
                2,
                1,
                0L,
                "cpu",
                null,
                false,
                1);
    }

    /** Two batches of random inputs; their last rows predict nothing. */
    private record Examples(TaskModel model) implements TokenBatches {
        @Override
        public int batchSize() {
            return BATCH;
        }

        @Override
        public int sequenceLength() {
            return 1;
        }

        @Override
        public int count() {
            return MICRO;
        }

        @Override
        public Map<String, Tensor> at(int index) {
            Map<String, Tensor> batch = new LinkedHashMap<>();
            List<Value> inputs = model.inputs(BATCH, 1);
            for (Value input : inputs) {
                Tensor numbers = TaskModel.random(input.shape(), 10 + index);
                batch.put(input.name(), input.dtype() == DType.FLOAT ? numbers : whole(numbers, model.vocabSize()));
            }
            Value labels = model.task().labels(inputs, model.outputSize());
            Tensor numbers = TaskModel.random(labels.shape(), 20 + index);
            int each = (int) labels.shape().elements() / BATCH;
            if (labels.dtype() == DType.FLOAT) {
                float[] values = numbers.floats();
                for (int i = 0; i < each; i++) {
                    values[values.length - 1 - i] = Float.NaN;
                }
                batch.put(LABELS, Tensor.ofFloats(labels.shape(), values));
            } else {
                long[] values = model.task() == Task.CONTRASTIVE
                        ? new long[] {1, 0, IGNORE}
                        : whole(numbers, model.outputSize()).longs();
                for (int i = 0; i < each; i++) {
                    values[values.length - 1 - i] = IGNORE;
                }
                batch.put(LABELS, Tensor.ofLongs(labels.shape(), values));
            }
            return batch;
        }

        private static Tensor whole(Tensor numbers, int below) {
            float[] values = numbers.floats();
            long[] whole = new long[values.length];
            for (int i = 0; i < whole.length; i++) {
                whole[i] = (long) ((values[i] + 1) / 2 * below);
            }
            return Tensor.ofLongs(numbers.shape(), whole);
        }
    }
}
