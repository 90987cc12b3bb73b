package org.rankscope.search;

import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import org.rankscope.insight.Observation;

/**
 * A run that came to an end.
 *
 * @param loss validation loss, nats per token; infinite unless the run is complete
 * @param items mean loss of each evaluation row, in the same order for every run; empty if unknown
 * @param elapsedMillis time that its training took
 */
public record FinishedRun(
        Setting setting, long seed, Ending ending, double loss, List<Double> items, long elapsedMillis) {
    public enum Ending {
        COMPLETE,
        /** The loss became infinite or not a number: a fact about the setting. */
        DIVERGED,
        /** Stopped, since another learning rate of the same rank does clearly better: likewise. */
        PRUNED,
        /** Out of memory, crashed: says nothing about how good the setting is. */
        FAILED
    }

    public FinishedRun {
        items = List.copyOf(items);
        loss = ending == Ending.COMPLETE ? loss : Double.POSITIVE_INFINITY;
    }

    boolean isComplete() {
        return ending == Ending.COMPLETE;
    }

    boolean isOf(Proposal proposal) {
        return setting.equals(proposal.setting()) && seed == proposal.seed();
    }

    Observation observation() {
        return new Observation(
                setting.capacity(), seed, setting.learningRate(), loss, OptionalDouble.empty(), items, false);
    }

    /** Those of {@code proposals} that have not been run. */
    static List<Proposal> missing(List<Proposal> proposals, Collection<FinishedRun> runs) {
        return proposals.stream()
                .filter(proposal -> runs.stream().noneMatch(run -> run.isOf(proposal)))
                .toList();
    }
}
