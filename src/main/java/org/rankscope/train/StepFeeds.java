package org.rankscope.train;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.peft.AdapterMethod;

/**
 * What a {@link TrainingGraph} is fed: batches, weights and what is drawn as tensors. Everything follows from the seed and
 * the number of the step, so a resumed run goes on with the same sequence.
 */
final class StepFeeds {
    private final TrialSpec spec;
    private final TokenBatches train;
    private final TokenBatches validation;
    private final Targets targets;
    private final List<Value> fed;
    private final List<AdapterMethod.Drawn> drawn;
    private final StepScalars scalars;
    private final LearningRateSchedule schedule;
    private final int microBatches;

    StepFeeds(TrialSpec spec, TokenBatches train, TokenBatches validation, TrainingGraph graph) {
        this.spec = spec;
        this.train = train;
        this.validation = validation;
        this.targets = graph.targets();
        this.fed = graph.fed();
        this.drawn = graph.drawn();
        this.scalars = graph.scalars();
        this.schedule = new LearningRateSchedule(spec.optimizer().learningRate(), spec.schedule(), spec.steps());
        this.microBatches = spec.optimizer().gradientAccumulationSteps();
    }

    /** The learning rate of the update number {@code step}, from 0. */
    double learningRate(int step) {
        return schedule.at(step);
    }

    /** Inputs for {@code count} steps after {@code done}, and none for evaluation. */
    Map<String, Tensor> steps(int done, int count) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        addSteps(feeds, done, count);
        addEvaluation(feeds, 0, 0);
        return feeds;
    }

    /** Inputs for evaluation batches {@code from} to {@code to}, and none for training. */
    Map<String, Tensor> evaluation(int from, int to) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        addSteps(feeds, 0, 0);
        addEvaluation(feeds, from, to);
        return feeds;
    }

    private double weight(List<Long> predictedInStep, long predictedInMicro) {
        double counted =
                switch (spec.optimizer().gradientAccumulationRule()) {
                    case TOKEN_MEAN ->
                        predictedInStep.stream().mapToLong(Long::longValue).sum();
                    case MEAN_OF_MEANS -> (double) predictedInMicro * predictedInStep.size();
                };
        return counted == 0 ? 0 : 1 / counted;
    }

    private void addSteps(Map<String, Tensor> feeds, int done, int count) {
        String prefix = TrainingGraph.TRAIN;
        feeds.put(prefix + TrainingGraph.WANTED, flag(count > 0));
        GatheredBatches gathered = new GatheredBatches(targets, fed, Shape.of(count, microBatches));
        Tensor weights = Tensor.zeros(DType.FLOAT, Shape.of(count, microBatches));
        FloatBuffer weight = weights.data().asFloatBuffer();
        for (int k = 0; k < count; k++) {
            List<Long> predicted = new ArrayList<>();
            for (int micro = 0; micro < microBatches; micro++) {
                predicted.add(gathered.append(train.at((done + k) * microBatches + micro)));
            }
            predicted.forEach(inMicro -> weight.put((float) weight(predicted, inMicro)));
        }
        gathered.addTo(feeds, prefix);
        feeds.put(prefix + TrainingGraph.WEIGHT, weights);
        for (AdapterMethod.Drawn one : drawn) {
            feeds.put(prefix + one.input().name(), values(one, done, count));
        }
        List<List<Double>> numbers = new ArrayList<>();
        for (int step = done; step < done + count; step++) {
            numbers.add(scalars.at(step, spec.steps(), schedule.at(step)));
        }
        List<String> names = scalars.names();
        for (int i = 0; i < names.size(); i++) {
            float[] values = new float[count];
            for (int k = 0; k < count; k++) {
                values[k] = numbers.get(k).get(i).floatValue();
            }
            feeds.put(prefix + names.get(i), Tensor.ofFloats(Shape.of(count), values));
        }
    }

    private void addEvaluation(Map<String, Tensor> feeds, int from, int to) {
        feeds.put(TrainingGraph.EVALUATION + TrainingGraph.WANTED, flag(to > from));
        GatheredBatches gathered = new GatheredBatches(targets, fed, Shape.of(to - from));
        for (int i = from; i < to; i++) {
            gathered.append(validation.at(i));
        }
        gathered.addTo(feeds, TrainingGraph.EVALUATION);
    }

    private static Tensor flag(boolean on) {
        Tensor flag = Tensor.zeros(DType.BOOL, Shape.SCALAR);
        flag.data().put(0, (byte) (on ? 1 : 0));
        return flag;
    }

    private Tensor values(AdapterMethod.Drawn drawn, int done, int count) {
        Value input = drawn.input();
        Tensor values =
                Tensor.zeros(input.dtype(), input.shape().prepend(microBatches).prepend(count));
        int size = Math.toIntExact(input.shape().elements());
        ByteBuffer target = values.data().duplicate().order(values.data().order());
        for (int draw = 0; draw < count * microBatches; draw++) {
            long position = (long) done * microBatches + draw;
            SplittableRandom random = new SplittableRandom((spec.seed() * 1_000_003 + position) * 1_000_003
                    + input.name().hashCode());
            drawn.draw().fill(random, size, target);
        }
        return values;
    }
}
