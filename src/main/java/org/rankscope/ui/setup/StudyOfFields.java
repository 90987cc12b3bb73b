package org.rankscope.ui.setup;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpec.Budget;
import org.rankscope.study.StudySpec.RateChoice;
import org.rankscope.study.StudySpec.SearchSpace;
import org.rankscope.study.StudySpecBuilder;
import org.rankscope.train.TrialSpec;
import org.rankscope.train.TrialSpec.ScheduleSpec;
import org.rankscope.train.TrialSpecBuilder;

/** The specification that the fields make together; what has no field comes from the study that was shown. */
final class StudyOfFields {
    private final SetupForm form;

    StudyOfFields(SetupForm form) {
        this.form = form;
    }

    /** The study that the fields make; empty while one of them has no value. */
    Optional<StudySpec> spec() {
        boolean whole = Stream.of(
                        form.model.value(),
                        form.ranks.value(),
                        form.alpha.value(),
                        form.learningRates.value(),
                        form.trials.value(),
                        form.steps.value(),
                        form.evalEvery.value(),
                        form.batchSize.value(),
                        form.sequenceLength.value(),
                        form.seeds.value(),
                        form.dataSpec(),
                        form.task(),
                        form.adapter())
                .allMatch(Optional::isPresent);
        if (!whole) {
            return Optional.empty();
        }
        Optional<TrialSpec> rest = form.template().map(StudySpec::trial);
        ScheduleSpec shape = new ScheduleSpec(
                form.schedule.get(),
                rest.map(spec -> spec.schedule().warmupSteps()).orElse(0));
        Rates rates = form.learningRates.value().get();
        boolean given = !rates.tuned() && !form.strategy.get().isOverSpace();
        TrialSpec trial = TrialSpecBuilder.builder()
                .model(form.model.value().get())
                .task(form.task().get())
                .data(form.dataSpec().get())
                .adapter(form.adapter().get())
                .initialAdapter(rest.map(TrialSpec::initialAdapter).orElse(null))
                .optimizer(rest.map(TrialSpec::optimizer).orElse(null))
                .schedule(shape)
                .batchSize(form.batchSize.value().get())
                .sequenceLength(form.sequenceLength.value().get())
                .steps(form.steps.value().get())
                .evalEvery(form.evalEvery.value().get())
                .seed(rest.map(TrialSpec::seed).orElse(null))
                .device(form.device.get().id())
                .precision(form.precision.get())
                .gradientCheckpointing(form.gradientCheckpointing.get())
                .build();
        StudySpecBuilder grid = StudySpecBuilder.builder()
                .trial(trial)
                .ranks(form.ranks.value().get())
                .learningRates(given ? rates.given() : null)
                .seeds(form.seeds.value().get())
                .alpha(form.alpha.value().get());
        return Optional.of(searching(grid, form.template()).withOwnPrecision());
    }

    /** {@code grid} with the strategy that is chosen; what has no field comes from {@code rest}. */
    private StudySpec searching(StudySpecBuilder grid, Optional<StudySpec> rest) {
        Rates rates = form.learningRates.value().get();
        boolean overSpace = form.strategy.get().isOverSpace();
        boolean range = overSpace && rates.given().size() > 1;
        RateChoice choice = rates.tuned() && !overSpace ? RateChoice.TUNE : RateChoice.GIVEN;
        boolean fromRate = (overSpace && !range) || choice == RateChoice.TUNE;
        Optional<StudySpec> sameSearch =
                rest.filter(spec -> spec.strategy() == form.strategy.get() && spec.learningRate() == choice);
        Optional<Budget> budget = sameSearch.map(StudySpec::budget);
        return grid.strategy(form.strategy.get())
                .methods(form.methods.get())
                .capacities(capacities(rest))
                .learningRate(choice)
                .firstLearningRate(fromRate ? rates.first().orElse(null) : null)
                .budget(
                        overSpace
                                ? new Budget(
                                        form.trials.value().get(),
                                        budget.map(Budget::minutes).orElse(null))
                                : budget.orElse(null))
                .searchSpace(overSpace ? space(range ? rates.given() : null, sameSearch) : null)
                .pruning(sameSearch.map(StudySpec::pruning).orElse(null))
                .build();
    }

    /** Other capacities of some methods: what {@code rest} says of those that are still compared. */
    private Map<Method, List<Integer>> capacities(Optional<StudySpec> rest) {
        Map<Method, List<Integer>> kept = new EnumMap<>(Method.class);
        rest.map(StudySpec::capacities).ifPresent(kept::putAll);
        kept.keySet().retainAll(form.methods.get());
        return kept.isEmpty() ? null : kept;
    }

    /** What is varied: learning rates between the smallest and the largest typed, and what the template varies. */
    private static SearchSpace space(List<Double> rates, Optional<StudySpec> template) {
        Optional<SearchSpace> old = template.map(StudySpec::searchSpace);
        if (rates == null && old.isEmpty()) {
            return null;
        }
        return new SearchSpace(
                rates == null ? null : List.of(Collections.min(rates), Collections.max(rates)),
                old.map(SearchSpace::alphaRatio).orElse(null),
                old.map(SearchSpace::alpha).orElse(null),
                old.map(SearchSpace::loraDropout).orElse(null),
                old.map(SearchSpace::targetModules).orElse(null));
    }
}
