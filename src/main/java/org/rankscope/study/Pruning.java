package org.rankscope.study;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rankscope.search.PruningRule;
import org.rankscope.search.Setting;
import org.rankscope.train.MetricLine;

/**
 * Watches the evaluations of one cell and says when it is hopeless beside the best finished cell of the same method and
 * rank. Cells at the setting of that one are never stopped: they repeat it with another seed.
 */
final class Pruning {
    private final Optional<PruningRule> rule;
    private double lowest = Double.POSITIVE_INFINITY;
    private boolean decided;

    private Pruning(Optional<PruningRule> rule) {
        this.rule = rule;
    }

    /**
     * Whether {@code cell} may begin while others train: not before those that stand before it at its method and rank have
     * ended where any of them may come to be what it is measured by. So it is pruned or not by the same results, however
     * many cells train at once.
     *
     * @param trials all cells in their order
     */
    static boolean mayBegin(StudySpec spec, List<Trial> trials, Trial cell) {
        return !spec.pruning()
                || trials.stream()
                        .takeWhile(other -> !other.id().equals(cell.id()))
                        .filter(other -> isBeside(other, cell))
                        .allMatch(other -> other.state().isFinished());
    }

    private static boolean isBeside(Trial other, Trial cell) {
        return other.rank() == cell.rank() && other.method() == cell.method();
    }

    /** For {@code cell}; never prunes where the study does not, or nothing is finished at that rank. */
    static Pruning of(StudyFolder folder, Trial cell) throws IOException {
        Optional<Trial> best = folder.trials().stream()
                .filter(other ->
                        folder.spec().pruning() && other.state() == TrialState.COMPLETE && isBeside(other, cell))
                .min(Comparator.comparingDouble((Trial other) -> other.result().evalLoss())
                        .thenComparing(Trial::id));
        if (best.isEmpty() || setting(folder, best.get()).equals(setting(folder, cell))) {
            return new Pruning(Optional.empty());
        }
        Pruning pruning = new Pruning(Optional.of(new PruningRule(
                folder.journal(best.get().id()).evaluations(), cell.spec().steps())));
        folder.journal(cell.id()).evaluations().forEach(pruning::heard);
        return pruning;
    }

    private static Setting setting(StudyFolder folder, Trial cell) {
        return StudyPlan.setting(folder.spec(), cell.spec());
    }

    /** Whether the cell is to stop after {@code line}; true at most once. */
    boolean decides(MetricLine line) {
        if (decided || !line.isEvaluation()) {
            return false;
        }
        heard(line);
        decided = rule.isPresent() && rule.get().isHopeless(line.step(), lowest);
        return decided;
    }

    /** An evaluation of an earlier part of the run counts, but the next one decides. */
    private void heard(MetricLine evaluation) {
        lowest = Math.min(lowest, evaluation.evalLoss());
    }

    boolean isDecided() {
        return decided;
    }
}
