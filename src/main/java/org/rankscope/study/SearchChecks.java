package org.rankscope.study;

import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.study.StudySpec.RateChoice;
import org.rankscope.study.StudySpec.SearchSpace;

/** Whether what a specification says of its search makes sense together. */
final class SearchChecks {
    private static final String SPACE = "search_space";

    private final StudySpec spec;
    private final SpecProblems problems;

    SearchChecks(StudySpec spec, SpecProblems problems) {
        this.spec = spec;
        this.problems = problems;
    }

    void check() {
        if (spec.trial().adapter() != null && spec.methods() != null) {
            checkMethods();
        }
        if (spec.firstLearningRate() != null) {
            problems.number("first_learning_rate", spec.firstLearningRate(), v -> v > 0, "a number above 0");
        }
        if (spec.budget() != null) {
            checkBudget(spec.budget());
        }
        if (spec.strategy().isOverSpace()) {
            checkSearched();
        } else if (spec.searchSpace() != null) {
            problems.wrong(
                    SPACE,
                    "given",
                    "no such field for the strategy '" + spec.strategy().json()
                            + "'; 'random' and 'bayesian' search a space");
        }
    }

    private void checkMethods() {
        AdapterConfig adapter = spec.trial().adapter();
        if (spec.methods().isEmpty()) {
            problems.wrong("methods", spec.methods(), "at least one method");
        }
        for (int i = 0; i < spec.methods().size(); i++) {
            AdapterConfig.Method method = spec.methods().get(i);
            if (spec.methods().indexOf(method) < i) {
                problems.wrong("methods[" + i + "]", method.json(), "each method once");
            }
        }
        if (adapter.method() == AdapterConfig.Method.LORA
                && adapter.useRslora()
                && spec.methods().size() > 1) {
            problems.wrong("adapter.use_rslora", true, "false, since 'methods' says which are rank-stabilised");
        }
        if (adapter.useDora() && !spec.methods().contains(AdapterConfig.Method.DORA)) {
            problems.wrong("adapter.use_dora", true, "false, since 'methods' says whether one of them is 'dora'");
        }
        if (spec.capacities() != null) {
            spec.capacities().forEach(this::checkCapacities);
        }
    }

    private void checkCapacities(AdapterConfig.Method method, List<Integer> capacities) {
        String field = "capacities." + method.json();
        if (!spec.methods().contains(method)) {
            problems.wrong(field, capacities, "no such field, since 'methods' doesn't name '" + method.json() + "'");
        } else if (method.knob() == AdapterConfig.Knob.NONE) {
            problems.wrong(field, capacities, "no such field, since nothing of this method can be made larger");
        } else if (capacities == null
                || capacities.isEmpty()
                || capacities.stream().anyMatch(size -> size < 1)) {
            problems.wrong(field, capacities, "whole numbers of 1 or more");
        } else if (new HashSet<>(capacities).size() < capacities.size()) {
            problems.wrong(field, capacities, "each number once");
        }
    }

    /** How many cells there are with one learning rate; 0 while methods or capacities are wrong. */
    private int fewestCells() {
        boolean none = spec.methods() == null
                || spec.ranks().isEmpty()
                || spec.capacities() != null
                        && spec.capacities().values().stream().anyMatch(own -> own == null || own.isEmpty());
        return none
                ? 0
                : spec.seeds().size()
                        * spec.tried().values().stream().mapToInt(List::size).sum();
    }

    private void checkBudget(StudySpec.Budget budget) {
        if (budget.trials() == null && budget.minutes() == null) {
            problems.wrong("budget", "{}", "'trials', 'minutes' or both");
        }
        if (budget.trials() != null && budget.trials() < 1) {
            problems.wrong("budget.trials", budget.trials(), "a whole number of 1 or more");
        }
        if (budget.minutes() != null) {
            problems.number("budget.minutes", budget.minutes(), v -> v > 0, "a number above 0");
        }
    }

    /** What random and Bayesian search need. */
    private void checkSearched() {
        String strategy = spec.strategy().json();
        if (spec.learningRate() == RateChoice.TUNE) {
            problems.wrong(
                    "learning_rate",
                    "tune",
                    "no such field for the strategy '" + strategy + "', which searches the rates of '" + SPACE + "'");
        }
        if (!spec.learningRates().equals(List.of(spec.trial().optimizer().learningRate()))) {
            problems.wrong(
                    "learning_rates",
                    spec.learningRates(),
                    "'" + SPACE + ".learning_rate', the smallest and the largest, for the strategy '" + strategy + "'");
        }
        int fewest = fewestCells();
        if (spec.budget() == null) {
            problems.missing(
                    "budget",
                    "an object with 'trials', 'minutes' or both, since the strategy '" + strategy
                            + "' has no end of its own");
        } else if (spec.budget().trials() != null
                && spec.budget().trials() >= 1
                && spec.budget().trials() < fewest) {
            problems.wrong(
                    "budget.trials",
                    spec.budget().trials(),
                    fewest + " or more, a cell for each method, rank and seed");
        }
        if (spec.searchSpace() != null) {
            checkSpace(spec.searchSpace());
        }
    }

    private void checkSpace(SearchSpace space) {
        Predicate<Double> positive = v -> v > 0;
        if (space.learningRate() != null) {
            List<Double> range = space.learningRate();
            each(SPACE + ".learning_rate", range, positive, "a number above 0");
            if (range.size() != 2 || !(range.get(0) < range.get(1))) {
                problems.wrong(SPACE + ".learning_rate", range, "two numbers, the smallest and the largest");
            }
        }
        if (space.alpha() != null && space.alphaRatio() != null) {
            problems.wrong(SPACE + ".alpha_ratio", space.alphaRatio(), "either 'alpha' or 'alpha_ratio', not both");
        }
        each(SPACE + ".alpha", space.alpha(), positive, "a number above 0");
        each(SPACE + ".alpha_ratio", space.alphaRatio(), positive, "a number above 0");
        each(SPACE + ".lora_dropout", space.loraDropout(), v -> v >= 0 && v < 1, "a number from 0 to below 1");
        if (space.loraDropout() != null
                && space.loraDropout().size() == 2
                && !(space.loraDropout().get(0) < space.loraDropout().get(1))) {
            problems.wrong(
                    SPACE + ".lora_dropout",
                    space.loraDropout(),
                    "two numbers, the smallest and the largest, or a list");
        }
        if (space.targetModules() != null) {
            checkTargets(space);
        }
    }

    private void checkTargets(SearchSpace space) {
        String field = SPACE + ".target_modules";
        if (space.targetModules().isEmpty()) {
            problems.wrong(field, List.of(), "at least one set of modules");
        }
        for (int i = 0; i < space.targetModules().size(); i++) {
            if (space.targetModules().get(i).regex().isBlank()
                    && space.targetModules().get(i).suffixes().isEmpty()) {
                problems.wrong(field + "[" + i + "]", List.of(), "at least one module name, or 'all-linear'");
            }
        }
        if (new HashSet<>(space.targetModules()).size() < space.targetModules().size()) {
            problems.wrong(field, "a list with repeats", "each set once");
        }
    }

    private void each(String field, List<Double> values, Predicate<Double> accepts, String expected) {
        if (values == null) {
            return;
        }
        if (values.isEmpty()) {
            problems.wrong(field, values, "at least one number");
        }
        for (int i = 0; i < values.size(); i++) {
            problems.number(field + "[" + i + "]", values.get(i), accepts, expected);
        }
        if (new HashSet<>(values).size() < values.size()) {
            problems.wrong(field, values, "each number once");
        }
    }
}
