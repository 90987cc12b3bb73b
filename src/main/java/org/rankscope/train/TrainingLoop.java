package org.rankscope.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.rankscope.graph.Tensor;

/**
 * The steps of a run: an evaluation before the first, after every {@code evalEvery} and after the last, checkpoints in
 * between. What is kept are the values with the lowest evaluation loss, {@link BestSoFar}, of those steps that leave what the
 * method was asked for.
 */
final class TrainingLoop {
    /** Takes what a run leaves behind. */
    interface Keeper {
        /** Stores the {@link TrainingStates#kept} that are to be kept; gives the bytes that they take on disk. */
        long keep(Map<String, Tensor> states) throws IOException;

        /** Stores the unclipped gradients [P] of a step, counted from 1. */
        void keepGradients(int step, Tensor gradients) throws IOException;
    }

    private final TrialSpec spec;
    private final Path directory;
    private final TrainingGraph graph;
    private final TrainingSession session;
    private final StepFeeds feeds;
    private final Validation validation;
    private final RunCheckpoints checkpoints;
    private final CallLength call = new CallLength();

    private RunJournal journal;
    private RunCost cost;
    private BestSoFar best;
    private int done;
    /** Steps in a row that changed nothing, since their gradients were not finite. */
    private int leftOut;

    TrainingLoop(
            TrialSpec spec,
            Path directory,
            TrainingGraph graph,
            TrainingSession session,
            StepFeeds feeds,
            Validation validation) {
        this.spec = spec;
        this.directory = directory;
        this.graph = graph;
        this.session = session;
        this.feeds = feeds;
        this.validation = validation;
        this.checkpoints = new RunCheckpoints(directory.resolve(Trainer.CHECKPOINT), graph, session);
    }

    /** Runs to the last step, from the checkpoint or from {@code start}. */
    TrialResult run(Tensor start, Keeper keeper, TrialListener listener, BooleanSupplier cancelled) throws IOException {
        resumeOrStart(start);
        try (RunJournal opened = new RunJournal(directory, done, listener)) {
            journal = opened;
            listener.started(done, spec.steps(), graph.parameters().size());
            if (evaluationDue() && !isEvaluated()) {
                evaluate(cancelled);
            }
            while (done < spec.steps()) {
                stopIf(cancelled);
                train(keeper);
                if (evaluationDue()) {
                    evaluate(cancelled);
                }
                if (evaluationDue() || checkpoints.isDue()) {
                    checkpoint();
                }
            }
            return result(keeper);
        }
    }

    private void resumeOrStart(Tensor start) {
        Optional<Checkpoint> found = checkpoints.newest();
        done = found.map(Checkpoint::step).orElse(0);
        cost = new RunCost(
                found.map(Checkpoint::elapsedMillis).orElse(0L),
                found.map(Checkpoint::peakMemoryBytes).orElse(0L),
                session::peakMemoryBytes);
        best = new BestSoFar(found.flatMap(Checkpoint::best));
        session.load(
                found.map(Checkpoint::states).orElseGet(() -> graph.states().starting(start)));
    }

    /** A run that was killed after an evaluation, before its checkpoint, has the line and lacks that θ. */
    private boolean isEvaluated() {
        return journal.lastEvaluation()
                .filter(line -> line.step() == done && !(isSettled() && best.beatenBy(line.evalLoss())))
                .isPresent();
    }

    private void train(Keeper keeper) throws IOException {
        int count = call.of(Math.min(graph.stepsACall(), stepsToNextStop()));
        Map<String, Tensor> batch = feeds.steps(done, count);
        long start = System.nanoTime();
        TrainingSession.StepResults results = session.train(batch);
        call.took(start, count);
        for (int i = 0; i < count; i++) {
            double loss = results.losses()[i];
            done++;
            double gradientNorm = results.gradientNorms()[i];
            if (!Double.isFinite(loss)) {
                throw new DivergedException(done, loss);
            }
            leftOut = Double.isFinite(gradientNorm) ? 0 : leftOut + 1;
            if (leftOut > (graph.states().scalesLoss() ? LossScale.HOPELESS : 0)) {
                throw DivergedException.ofGradient(done, gradientNorm);
            }
            Double norm = leftOut > 0 ? null : gradientNorm;
            journal.add(MetricLine.train(done, loss, feeds.learningRate(done - 1), norm, cost.elapsedMillis()));
            if (spec.dumpGradientsAtStep() != null && spec.dumpGradientsAtStep() == done) {
                keeper.keepGradients(done, session.gradients().at(i));
            }
        }
    }

    private boolean isSettled() {
        return graph.states()
                .rule()
                .map(rule -> rule.isSettled(done, spec.steps()))
                .orElse(true);
    }

    private Map<String, Integer> ranks(Map<String, Tensor> states) {
        return graph.states()
                .rule()
                .map(rule -> rule.ranks(graph.states().own(states)))
                .orElse(Map.of());
    }

    private boolean evaluationDue() {
        return done % spec.evalEvery() == 0 || done == spec.steps();
    }

    private int stepsToNextStop() {
        int toEvaluation = spec.evalEvery() - done % spec.evalEvery();
        return Math.min(toEvaluation, spec.steps() - done);
    }

    private void evaluate(BooleanSupplier cancelled) throws IOException {
        if (validation.isEmpty()) {
            return;
        }
        AdapterEvaluation.Loss found = validation.measure(() -> stopIf(cancelled));
        if (!Double.isFinite(found.loss())) {
            throw new DivergedException(done, found.loss());
        }
        if (isSettled()) {
            best.offer(done, found.loss(), () -> session.states(graph.states().kept()));
        }
        journal.add(MetricLine.evaluation(
                        done, found.loss(), found.items(), found.rows(), cost.elapsedMillis(), found.scores())
                .withKeptRanks(ranks(session.states(graph.states().ofRule()))));
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
        checkpoints.write(done, best, cost);
    }

    private TrialResult result(Keeper keeper) throws IOException {
        Optional<BestSoFar.Best> kept = best.get();
        Map<String, Tensor> states = kept.map(BestSoFar.Best::states)
                .orElseGet(() -> session.states(graph.states().kept()));
        long adapterBytes = keeper.keep(states);
        return new TrialResult(
                kept.map(BestSoFar.Best::loss).orElse(null),
                journal.lastEvaluation().map(MetricLine::evalLoss).orElse(null),
                journal.lastLosses(),
                kept.map(BestSoFar.Best::step).orElse(done),
                graph.parameters().size(),
                adapterBytes,
                cost.peakMemoryBytes(),
                cost.elapsedMillis(),
                kept.isPresent() ? journal.metricsAt(kept.get().step()) : Map.of(),
                ranks(states));
    }
}
