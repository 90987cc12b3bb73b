package org.rankscope.insight;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.io.RequestException;

/** What a budget leaves out and what that costs, in words. */
final class BudgetEffect {
    private final Budget budget;
    private final List<Judgement> judged;
    private final boolean methods;

    BudgetEffect(Budget budget, List<Judgement> judged) {
        this.budget = budget;
        this.judged = judged;
        this.methods = judged.size() > 1;
    }

    /** What to say where no rank is within the budget: it names the one that comes nearest. */
    RequestException nothingFits() {
        RankSummary nearest = excluded()
                .min(Comparator.comparingDouble(rank -> budget.excess(rank.cost(), name(rank))))
                .orElseThrow();
        return new RequestException("No rank is within the budget (" + budget.words() + "): the cheapest, "
                + name(nearest) + ", takes " + budget.excessWords(nearest.cost())
                + "; raise the budget or add cheaper ranks.");
    }

    /**
     * A sentence with a space before it; empty without a budget.
     *
     * @param within what competes
     */
    String sentence(RankCurve within) {
        List<RankSummary> excluded = excluded().toList();
        if (budget.isNone()) {
            return "";
        } else if (excluded.isEmpty()) {
            return " All ranks are within the budget (" + budget.words() + ").";
        }
        RankCurve all = new RankCurve(
                judged.stream()
                        .flatMap(judgement -> judgement.all().ranks().stream())
                        .toList(),
                within.higherIsBetter());
        double lost = within.worseBy(within.best(), all.best());
        String opening = " The budget (" + budget.words() + ") leaves out "
                + (methods
                        ? excluded.stream().map(this::name).collect(Collectors.joining(", "))
                        : PlainNumbers.ranks(excluded));
        if (all.within(lost, 0)) {
            return opening + ", none of which is better than the best within it.";
        }
        return opening + "; the best without it, " + name(all.best()) + ", is "
                + PlainNumbers.sized(lost, all.best().mean()) + " better than the best within it.";
    }

    private Stream<RankSummary> excluded() {
        return judged.stream().flatMap(judgement -> judgement.reduction().excluded().stream());
    }

    private String name(RankSummary rank) {
        return (methods ? MethodNames.within(rank.method()) + " at " : "") + "r = " + rank.rank();
    }
}
