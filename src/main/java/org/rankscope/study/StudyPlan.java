package org.rankscope.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.TargetSpec;
import org.rankscope.search.Budget;
import org.rankscope.search.BudgetedSearch;
import org.rankscope.search.FinishedRun;
import org.rankscope.search.GridSearch;
import org.rankscope.search.Proposal;
import org.rankscope.search.RankByRank;
import org.rankscope.search.SearchStrategy;
import org.rankscope.search.SearchStrategy.Extent;
import org.rankscope.search.Setting;
import org.rankscope.search.Space;
import org.rankscope.search.SpaceSearch;
import org.rankscope.train.TrialSpec;

/**
 * The cells of a study, as its specification and the cells finished so far make them: from what a strategy proposes to
 * trials, and back. The same specification and results give the same cells, so nothing but results is stored of a
 * search.
 */
final class StudyPlan {
    /** How far on either side of its start a search without a range may go: a decade covers what is published. */
    private static final double DECADE = 10;

    private static final double MILLIS_A_MINUTE = 60_000;

    private final StudySpec spec;
    private final SearchStrategy strategy;

    StudyPlan(StudySpec spec) {
        this.spec = spec;
        this.strategy = strategy(spec);
    }

    /** The cells that come next, WAITING; empty when the search is over. */
    List<Trial> next(List<FinishedRun> finished) {
        return strategy.next(finished).stream().map(this::trial).toList();
    }

    /** Whether the plan may be asked while cells train: {@link SearchStrategy#isSteady}. */
    boolean isSteady() {
        return strategy.isSteady();
    }

    /**
     * {@code cells} in the order in which they would run one after the other, where another one is possible: by method and
     * rank, the first seed before those that repeat its best.
     */
    List<Trial> inOrder(List<Trial> cells) {
        if (!isSteady()) {
            return cells;
        }
        List<AdapterConfig.Method> methods = List.copyOf(spec.tried().keySet());
        return cells.stream()
                .sorted(Comparator.comparingInt((Trial cell) -> place(methods, cell.method()))
                        .thenComparingInt(Trial::rank)
                        .thenComparingInt(cell -> place(spec.seeds(), cell.seed())))
                .toList();
    }

    /** What the specification no longer has comes last. */
    private static <T> int place(List<T> all, T one) {
        int place = all.indexOf(one);
        return place < 0 ? all.size() : place;
    }

    /** About how many cells there will be. */
    Extent extent(List<FinishedRun> finished) {
        return strategy.extent(finished);
    }

    /** The cells of a grid in the order in which they run, finished or not; none where the study is no grid. */
    List<Trial> grid() {
        return isGrid(spec) ? gridSearch(spec).all().stream().map(this::trial).toList() : List.of();
    }

    /** The cell that trains with the setting and the seed of {@code trained}, as this study has it. */
    Trial alike(TrialSpec trained) {
        return trial(new Proposal(setting(spec, trained), trained.seed()));
    }

    /**
     * What a search of {@code study} proposed for {@code trained}. An adapter keeps nothing of what its method doesn't read, so
     * that where it is as it would be at the usual setting, it was that setting.
     */
    static Setting setting(StudySpec study, TrialSpec trained) {
        AdapterConfig adapter = trained.adapter();
        Setting usual = usual(study)
                .at(adapter.method(), adapter.capacity(), trained.optimizer().learningRate());
        AdapterConfig kept = adapter(study, usual);
        return new Setting(
                usual.method(),
                usual.capacity(),
                usual.learningRate(),
                adapter.loraAlpha().equals(kept.loraAlpha()) ? usual.alpha() : adapter.loraAlpha(),
                adapter.loraDropout().equals(kept.loraDropout()) ? usual.dropout() : adapter.loraDropout(),
                adapter.targetModules().equals(kept.targetModules()) ? usual.targets() : adapter.targetModules());
    }

    private static AdapterConfig adapter(StudySpec study, Setting setting) {
        return study.adapter(
                setting.method(), setting.capacity(), setting.alpha(), setting.dropout(), setting.targets());
    }

    private Trial trial(Proposal proposal) {
        Setting setting = proposal.setting();
        return new Trial(
                CellIds.of(spec, setting, proposal.seed()),
                TrialState.WAITING,
                spec.trial().withCell(adapter(spec, setting), setting.learningRate(), proposal.seed()),
                null,
                null,
                CellIds.words(spec, setting));
    }

    private static boolean isGrid(StudySpec spec) {
        return spec.strategy() == StudySpec.Strategy.GRID && spec.learningRate() == StudySpec.RateChoice.GIVEN;
    }

    private static SearchStrategy strategy(StudySpec spec) {
        Budget budget = budget(spec.budget());
        Map<AdapterConfig.Method, List<Integer>> tried = spec.tried();
        List<Long> seeds = spec.seeds();
        boolean tuned = spec.learningRate() == StudySpec.RateChoice.TUNE;
        Setting.Usual usual = usual(spec);
        SearchStrategy search =
                switch (spec.strategy()) {
                    case GRID -> tuned ? RankByRank.tuned(tried, first(spec), seeds, usual) : gridSearch(spec);
                    case LADDER ->
                        tuned
                                ? RankByRank.tunedLadder(tried, first(spec), seeds, usual)
                                : RankByRank.ladder(tried, spec.learningRates(), seeds, usual);
                    case RANDOM -> SpaceSearch.random(seeds, budget, space(spec));
                    case BAYESIAN -> SpaceSearch.bayesian(seeds, budget, space(spec));
                };
        return new BudgetedSearch(search, budget);
    }

    private static GridSearch gridSearch(StudySpec spec) {
        return new GridSearch(spec.tried(), spec.learningRates(), spec.seeds(), usual(spec));
    }

    private static Setting.Usual usual(StudySpec spec) {
        return (method, capacity, rate) -> new Setting(
                method,
                capacity,
                rate,
                spec.alphaFor(method, capacity),
                spec.trial().adapter().loraDropout(),
                spec.trial().adapter().targetModules());
    }

    private static double first(StudySpec spec) {
        return spec.firstLearningRate() == null ? spec.trial().optimizer().learningRate() : spec.firstLearningRate();
    }

    private static Budget budget(StudySpec.Budget budget) {
        if (budget == null) {
            return Budget.NONE;
        }
        return new Budget(
                budget.trials() == null ? OptionalInt.empty() : OptionalInt.of(budget.trials()),
                budget.minutes() == null
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(budget.minutes() * MILLIS_A_MINUTE));
    }

    private static Space space(StudySpec spec) {
        StudySpec.SearchSpace space = spec.searchSpace() == null
                ? new StudySpec.SearchSpace(null, null, null, null, null)
                : spec.searchSpace();
        List<Double> rates = space.learningRate() == null
                ? List.of(first(spec) / DECADE, first(spec) * DECADE)
                : space.learningRate();
        List<IntToDoubleFunction> alphas = new ArrayList<>();
        if (space.alphaRatio() != null) {
            space.alphaRatio().forEach(ratio -> alphas.add(rank -> ratio * rank));
        } else if (space.alpha() != null) {
            space.alpha().forEach(alpha -> alphas.add(rank -> alpha));
        } else {
            alphas.add(spec.alpha()::alphaFor);
        }
        List<Double> dropouts =
                space.loraDropout() == null ? List.of(spec.trial().adapter().loraDropout()) : space.loraDropout();
        List<TargetSpec> targets =
                space.targetModules() == null ? List.of(spec.trial().adapter().targetModules()) : space.targetModules();
        return new Space(spec.tried(), rates.get(0), rates.get(1), alphas, dropouts, targets, usual(spec));
    }
}
