package org.rankscope.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.DType;
import org.rankscope.graph.Tensor;
import org.rankscope.runtime.MemoryProbe;

/**
 * The loop of a run: as many steps in one call to the runtime as take about half a second, an evaluation before the first
 * step, after every {@code evalEvery} and after the last, checkpoints in between; the θ with the lowest evaluation loss is
 * the one that is kept.
 */
final class TrainingLoop {
    /** How long one call to the runtime should take: curves stay live and cancelling prompt. */
    private static final double CALL_MILLIS = 500;

    private static final long CHECKPOINT_MILLIS = 10_000;
    private static final int MAX_STEPS_A_CALL = 64;

    /** Takes what a run leaves behind. */
    interface Keeper {
        /** Stores the θ [P] that is to be kept; gives the bytes that it takes on disk. */
        long keep(Tensor theta) throws IOException;

        /** Stores the unclipped gradients [P] of a step, counted from 1. */
        void keepGradients(int step, Tensor gradients) throws IOException;
    }

    private final TrialSpec spec;
    private final Path directory;
    private final FlatParameters parameters;
    private final TrainingSession session;
    private final StepFeeds feeds;
    private final TokenBatches validation;
    private final Supplier<EvaluationSum> newSum;
    private final List<Double> losses = new ArrayList<>();

    private MetricsJournal journal;
    private int done;
    private long elapsedBefore;
    private long peakBefore;
    private long startNanos;
    private int bestStep;
    private double bestLoss = Double.POSITIVE_INFINITY;
    private Double lastEvaluation;
    private Tensor best;
    private double millisPerStep;
    private double millisPerEvaluationBatch;
    private long lastCheckpoint;

    TrainingLoop(
            TrialSpec spec,
            Path directory,
            FlatParameters parameters,
            TrainingSession session,
            StepFeeds feeds,
            TokenBatches validation,
            Supplier<EvaluationSum> newSum) {
        this.spec = spec;
        this.directory = directory;
        this.parameters = parameters;
        this.session = session;
        this.feeds = feeds;
        this.validation = validation;
        this.newSum = newSum;
    }

    /** Runs to the last step, from the checkpoint or from {@code start}. */
    TrialResult run(Tensor start, Keeper keeper, TrialListener listener, BooleanSupplier cancelled) throws IOException {
        resumeOrStart(start);
        startNanos = System.nanoTime();
        lastCheckpoint = startNanos;
        try (MetricsJournal opened = MetricsJournal.open(directory, done)) {
            journal = opened;
            boolean evaluated = false;
            for (MetricLine line : MetricsJournal.read(directory)) {
                if (line.isEvaluation()) {
                    lastEvaluation = line.evalLoss();
                    // A run that was killed after an evaluation, before its checkpoint, has the line and lacks that θ.
                    evaluated = line.step() == done && line.evalLoss() >= bestLoss;
                } else {
                    losses.add(line.loss());
                }
            }
            listener.started(done, spec.steps(), parameters.size());
            TrialListener announce = announcing(opened, listener);
            if (evaluationDue() && !evaluated) {
                evaluate(announce, cancelled);
            }
            while (done < spec.steps()) {
                stopIf(cancelled);
                train(announce, keeper);
                if (evaluationDue()) {
                    evaluate(announce, cancelled);
                }
                if (evaluationDue() || (System.nanoTime() - lastCheckpoint) / 1_000_000 > CHECKPOINT_MILLIS) {
                    checkpoint();
                }
            }
        }
        Tensor kept = best == null ? session.state("theta") : best;
        long adapterBytes = keeper.keep(kept);
        return new TrialResult(
                bestLoss == Double.POSITIVE_INFINITY ? null : (Double) bestLoss,
                lastEvaluation,
                lastLosses(),
                best == null ? done : bestStep,
                parameters.size(),
                adapterBytes,
                peakMemoryBytes(),
                elapsedMillis(),
                best == null ? Map.of() : metricsAt(bestStep));
    }

    /** From the journal, which a run that goes on has kept. */
    private Map<String, Double> metricsAt(int step) throws IOException {
        return MetricsJournal.read(directory).stream()
                .filter(line -> line.isEvaluation() && line.step() == step && line.evalMetrics() != null)
                .map(MetricLine::evalMetrics)
                .findFirst()
                .orElse(Map.of());
    }

    private void resumeOrStart(Tensor start) {
        Optional<Checkpoint> found = Checkpoint.newest(directory.resolve(Trainer.CHECKPOINT), parameters.shape());
        if (found.isPresent()) {
            Checkpoint checkpoint = found.get();
            done = checkpoint.step();
            elapsedBefore = checkpoint.elapsedMillis();
            peakBefore = checkpoint.peakMemoryBytes();
            bestStep = checkpoint.bestStep();
            bestLoss = checkpoint.bestLoss();
            best = bestLoss == Double.POSITIVE_INFINITY ? null : checkpoint.best();
            session.load(checkpoint.theta(), checkpoint.m(), checkpoint.v());
        } else {
            session.load(
                    start,
                    Tensor.zeros(DType.FLOAT, parameters.shape()),
                    Tensor.zeros(DType.FLOAT, parameters.shape()));
        }
    }

    private static TrialListener announcing(MetricsJournal journal, TrialListener listener) {
        return new TrialListener() {
            @Override
            public void started(int doneSteps, int totalSteps, long trainableParameters) {
                listener.started(doneSteps, totalSteps, trainableParameters);
            }

            @Override
            public void metric(MetricLine line) {
                journal.append(line);
                listener.metric(line);
            }
        };
    }

    private void train(TrialListener announce, Keeper keeper) throws IOException {
        int count = callLength(millisPerStep, Math.min(MAX_STEPS_A_CALL, stepsToNextStop()));
        Map<String, Tensor> batch = feeds.steps(done, count);
        long start = System.nanoTime();
        TrainingSession.StepResults results = session.train(batch);
        millisPerStep = (System.nanoTime() - start) / 1e6 / count;
        for (int i = 0; i < count; i++) {
            double loss = results.losses()[i];
            done++;
            double gradientNorm = results.gradientNorms()[i];
            if (!Double.isFinite(loss)) {
                throw new DivergedException(done, loss);
            } else if (!Double.isFinite(gradientNorm)) {
                throw DivergedException.ofGradient(done, gradientNorm);
            }
            losses.add(loss);
            announce.metric(MetricLine.train(done, loss, feeds.learningRate(done - 1), gradientNorm, elapsedMillis()));
            if (spec.dumpGradientsAtStep() != null && spec.dumpGradientsAtStep() == done) {
                keeper.keepGradients(done, session.gradients().at(i));
            }
        }
    }

    private boolean evaluationDue() {
        return done % spec.evalEvery() == 0 || done == spec.steps();
    }

    private int stepsToNextStop() {
        int toEvaluation = spec.evalEvery() - done % spec.evalEvery();
        return Math.min(toEvaluation, spec.steps() - done);
    }

    private void evaluate(TrialListener announce, BooleanSupplier cancelled) throws IOException {
        if (validation.count() == 0) {
            return;
        }
        EvaluationSum sum = newSum.get();
        for (int from = 0; from < validation.count(); ) {
            stopIf(cancelled);
            int to = from + callLength(millisPerEvaluationBatch, validation.count() - from);
            long start = System.nanoTime();
            List<Map<String, Tensor>> outcomes = session.evaluate(feeds.evaluation(from, to));
            for (int i = from; i < to; i++) {
                sum.add(validation.at(i), outcomes.get(i - from));
            }
            millisPerEvaluationBatch = (System.nanoTime() - start) / 1e6 / (to - from);
            from = to;
        }
        AdapterEvaluation.Loss found = sum.loss();
        if (!Double.isFinite(found.loss())) {
            throw new DivergedException(done, found.loss());
        }
        lastEvaluation = found.loss();
        if (found.loss() < bestLoss) {
            bestLoss = found.loss();
            bestStep = done;
            best = session.state("theta");
        }
        announce.metric(MetricLine.evaluation(
                done, found.loss(), found.items(), found.rows(), elapsedMillis(), found.scores()));
    }

    private static int callLength(double millisEach, int most) {
        return millisEach == 0 ? 1 : (int) Math.max(1, Math.min(most, Math.round(CALL_MILLIS / millisEach)));
    }

    private void stopIf(BooleanSupplier cancelled) throws IOException {
        if (cancelled.getAsBoolean()) {
            if (done > 0) {
                checkpoint();
            }
            throw new CancelledException(done);
        }
    }

    private void checkpoint() throws IOException {
        journal.force();
        new Checkpoint(
                        done,
                        elapsedMillis(),
                        session.state("theta"),
                        session.state("m"),
                        session.state("v"),
                        best == null ? session.state("theta") : best,
                        bestStep,
                        bestLoss,
                        peakMemoryBytes())
                .write(directory.resolve(Trainer.CHECKPOINT));
        lastCheckpoint = System.nanoTime();
    }

    /** Mean of the last tenth of the training losses; not a number where the journal of a finished run was lost. */
    private double lastLosses() {
        int count = Math.min(losses.size(), Math.max(1, losses.size() / 10));
        return losses.subList(losses.size() - count, losses.size()).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    /** Over all processes that this run took. */
    private long peakMemoryBytes() {
        return Math.max(peakBefore, MemoryProbe.peakResidentBytes());
    }

    private long elapsedMillis() {
        return elapsedBefore + (System.nanoTime() - startNanos) / 1_000_000;
    }
}
