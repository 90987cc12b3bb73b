package org.rankscope.ui.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.rankscope.insight.Capacity;
import org.rankscope.insight.TrialDiagnosis;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialInsights;
import org.rankscope.study.TrialState;
import org.rankscope.train.MetricLine;

/** One trial and what was heard of it. FX thread. */
public final class Cell {
    private final Curve train = new Curve();
    private final Curve validation = new Curve();
    private final List<TrialDiagnosis.Evaluation> evaluations = new ArrayList<>();
    private Trial trial;
    private Optional<Map<String, Integer>> keptRanks = Optional.empty();
    private int doneSteps;
    private long parameters;

    Cell(Trial trial) {
        this.trial = trial;
    }

    void changed(Trial newTrial) {
        trial = newTrial;
    }

    void started(int done, long trainableParameters) {
        doneSteps = done;
        parameters = trainableParameters;
    }

    void metric(MetricLine line) {
        if (line.isEvaluation()) {
            validation.add(line.step(), line.evalLoss());
            keepRanks(line);
            evaluations.removeIf(earlier -> earlier.step() >= line.step());
            evaluations.add(new TrialDiagnosis.Evaluation(
                    line.step(), line.evalLoss(), line.evalLosses() == null ? List.of() : line.evalLosses()));
        } else if (line.loss() != null) {
            train.add(line.step(), line.loss());
        }
        doneSteps = Math.max(doneSteps, line.step());
    }

    /** The stored adapter is from the best step, so its ranks are those of that step. */
    private void keepRanks(MetricLine line) {
        boolean later = trial.result() != null && line.step() > trial.result().bestStep();
        if (line.keptRanks() != null && !later) {
            keptRanks = Optional.of(line.keptRanks());
        }
    }

    /** Rank that is left on each module, where training chooses it: at the newest evaluation up to the best one. */
    public Optional<Map<String, Integer>> keptRanks() {
        return keptRanks;
    }

    public Trial trial() {
        return trial;
    }

    public TrialState state() {
        return trial.state();
    }

    /** Training loss by step, nats per token. */
    public Curve train() {
        return train;
    }

    /** Validation loss by step, nats per token; step 0 is the base model. */
    public Curve validation() {
        return validation;
    }

    /** How the run went; empty until it is complete. */
    public Optional<TrialDiagnosis> diagnosis() {
        if (state() != TrialState.COMPLETE || evaluations.isEmpty()) {
            return Optional.empty();
        }
        double[] losses = new double[train.size()];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = train.value(i);
        }
        return Optional.of(TrialDiagnosis.of(evaluations, losses));
    }

    /** The training text against the parameters; empty until the cell is complete, or where its amount is not known. */
    public Optional<Capacity> capacity() {
        OptionalDouble start = validation.isEmpty() || validation.step(0) != 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(validation.value(0));
        return TrialInsights.capacity(trial, start);
    }

    public int totalSteps() {
        return trial.spec().steps();
    }

    /** Steps of work behind this cell; all of them once it is finished, whatever came of it. */
    public int doneSteps() {
        return state().isFinished() ? totalSteps() : Math.min(doneSteps, totalSteps());
    }

    /** Trainable parameters; 0 until known. */
    public long parameters() {
        return trial.result() != null ? trial.result().trainableParameters() : parameters;
    }
}
