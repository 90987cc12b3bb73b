package org.rankscope.search;

import java.util.List;

/** A search that ends with its budget. */
public record BudgetedSearch(SearchStrategy search, Budget budget) implements SearchStrategy {
    @Override
    public List<Proposal> next(List<FinishedRun> finished) {
        return budget.cut(search.next(finished), finished);
    }

    /** What is left of a budget hangs on the runs before. */
    @Override
    public boolean isSteady() {
        return search.isSteady() && budget.equals(Budget.NONE);
    }

    @Override
    public Extent extent(List<FinishedRun> finished) {
        if (next(finished).isEmpty()) {
            return new Extent(finished.size(), true);
        }
        Extent whole = search.extent(finished);
        int most = budget.extent(finished).orElse(whole.runs());
        boolean exact = whole.exact() && budget.millis().isEmpty();
        return new Extent(Math.max(finished.size() + 1, Math.min(most, whole.runs())), exact);
    }
}
