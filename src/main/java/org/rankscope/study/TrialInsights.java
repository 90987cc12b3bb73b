package org.rankscope.study;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.rankscope.insight.Capacity;
import org.rankscope.insight.TrialDiagnosis;
import org.rankscope.train.MetricLine;
import org.rankscope.train.TrialSpec;

/** What the journal of one cell says of its run. */
public final class TrialInsights {
    private TrialInsights() {}

    /** How the run went; empty without an evaluation. */
    public static Optional<TrialDiagnosis> diagnosis(Journal journal) {
        List<TrialDiagnosis.Evaluation> evaluations = journal.evaluations().stream()
                .map(line -> new TrialDiagnosis.Evaluation(
                        line.step(), line.evalLoss(), line.evalLosses() == null ? List.of() : line.evalLosses()))
                .toList();
        double[] trainLosses = journal.lines().stream()
                .filter(line -> line.loss() != null)
                .mapToDouble(MetricLine::loss)
                .toArray();
        return evaluations.isEmpty() ? Optional.empty() : Optional.of(TrialDiagnosis.of(evaluations, trainLosses));
    }

    /** The evaluation loss before the first step; empty where there is none. */
    public static OptionalDouble startLoss(Journal journal) {
        return journal.evaluationAt(0).stream()
                .mapToDouble(MetricLine::evalLoss)
                .findFirst();
    }

    /** Tokens in the batches of {@code spec}, padding counted; empty where ready-made batches bring their own shape. */
    public static Optional<Long> trainTokens(TrialSpec spec) {
        return spec.data().batches() != null
                ? Optional.empty()
                : Optional.of((long) spec.steps()
                        * spec.optimizer().gradientAccumulationSteps()
                        * spec.batchSize()
                        * spec.sequenceLength());
    }

    /** The training text of a complete cell against its parameters; empty where its amount is not known. */
    public static Optional<Capacity> capacity(Trial trial, Journal journal) {
        return capacity(trial, startLoss(journal));
    }

    /** Likewise, with the evaluation loss before the first step. */
    public static Optional<Capacity> capacity(Trial trial, OptionalDouble startLoss) {
        return trainTokens(trial.spec())
                .filter(tokens -> trial.result() != null)
                .map(tokens -> Capacity.of(tokens, trial.result().trainableParameters(), startLoss.orElse(Double.NaN)));
    }
}
