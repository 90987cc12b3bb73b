package org.rankscope.ui.rankchart;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rankscope.insight.Verdict;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.insight.VerdictOptions.RuleChoice;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.study.VariantSummary;
import org.rankscope.ui.text.Quantities;

/** The losses that the rule which decided counts as good as the best. */
final class LossBand {
    private static final int SEEDS_FOR_STANDARD_ERROR = 3;

    private LossBand() {}

    /** Empty where the rule has no such band, or nothing to compare. */
    static Optional<RankChartModel.Band> of(StudyBoard board) {
        Optional<Verdict> verdict = board.answer();
        VerdictOptions options = board.optionsProperty().get();
        List<VariantSummary> done = board.variants().stream()
                .filter(summary -> summary.hasLoss() && summary.variant().hasRank())
                .toList();
        if (done.size() < 2 || options.rule() == RuleChoice.KNEEDLE || options.rule() == RuleChoice.PARETO) {
            return Optional.empty();
        }
        VariantSummary best = verdict.flatMap(answer -> done.stream()
                        .filter(summary ->
                                summary.variant().capacity() == answer.best().rank()
                                        && summary.loss() == answer.best().value())
                        .findFirst())
                .orElseGet(() -> done.stream()
                        .min(Comparator.comparingDouble(VariantSummary::loss))
                        .orElseThrow());
        boolean byStandardError = verdict.map(answer -> answer.rule().contains("standard error"))
                        .orElse(best.results() >= SEEDS_FOR_STANDARD_ERROR)
                && best.standardError() > 0;
        double margin = byStandardError ? best.standardError() : Math.abs(best.loss()) * options.tolerance();
        return Optional.of(new RankChartModel.Band(
                best.loss(),
                best.loss() + margin,
                "within " + (byStandardError ? "one standard error" : Quantities.percent(options.tolerance()))
                        + " of the best"));
    }
}
