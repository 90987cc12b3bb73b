package org.rankscope.ui.setup;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.rankscope.data.Columns;
import org.rankscope.data.DataSpec;
import org.rankscope.io.RequestException;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AttentionModules;
import org.rankscope.peft.InitialFactors;
import org.rankscope.peft.TargetSpec;
import org.rankscope.study.AlphaPolicy;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpec.Budget;
import org.rankscope.study.StudySpec.RateChoice;
import org.rankscope.study.StudySpec.SearchSpace;
import org.rankscope.study.StudySpec.Strategy;
import org.rankscope.study.StudySpecBuilder;
import org.rankscope.train.TrialSpec;
import org.rankscope.train.TrialSpec.ScheduleSpec;
import org.rankscope.train.TrialSpecBuilder;

/**
 * The fields of the left panel and the specification that they make together.
 */
final class SetupForm {
    private static final int LARGEST = 1_000_000;
    private static final String AUTOMATIC = "auto";
    private static final String CPU = "cpu";
    private static final String CUDA = "cuda";

    final Source models;
    final Source datasets;
    final Field<String> model;
    final Field<String> data;
    final Field<Double> heldOutPercent;
    final Field<List<Integer>> ranks;
    final ObjectProperty<TaskChoice> task = new SimpleObjectProperty<>();
    final ObjectProperty<Columns> columns = new SimpleObjectProperty<>();
    /** How conversations become texts: the name of a known template, a template, or empty for the model's own. */
    final ObjectProperty<Optional<String>> template = new SimpleObjectProperty<>();

    final BooleanProperty newHead = new SimpleBooleanProperty();
    /** What is compared, in the order of the enum; at least one. */
    final ObjectProperty<List<Method>> methods = new SimpleObjectProperty<>();

    /** What is computed in, and how the base model is held where a method leaves the choice. */
    final ObjectProperty<Precision> precision = new SimpleObjectProperty<>();

    final ObjectProperty<InitialFactors> initialFactors = new SimpleObjectProperty<>();
    final ObjectProperty<TargetPreset> targets = new SimpleObjectProperty<>();
    final Field<TargetSpec> customTargets;
    final Field<AlphaPolicy> alpha;
    final Field<Double> dropout;
    final Field<Rates> learningRates;
    final Field<Integer> trials;
    final Field<Integer> steps;
    final Field<Integer> evalEvery;
    final Field<Integer> batchSize;
    final Field<Integer> sequenceLength;
    final Field<List<Long>> seeds;
    final ObjectProperty<ScheduleSpec.Kind> schedule = new SimpleObjectProperty<>();
    final ObjectProperty<DeviceChoice> device = new SimpleObjectProperty<>();
    final ObjectProperty<PurposeChoice> purpose = new SimpleObjectProperty<>();
    final ObjectProperty<Strategy> strategy = new SimpleObjectProperty<>();
    final BooleanProperty gradientCheckpointing = new SimpleBooleanProperty();

    private List<DeviceChoice> devices = List.of();
    private Optional<StudySpec> shown = Optional.empty();
    private Optional<Task> guessedTask = Optional.empty();
    private AttentionModules attention = TargetPreset.USUAL;

    SetupForm(SetupServices services, SetupChoices initial) {
        models = new Source("model", "a Hugging Face directory, or an .onnx file", services.models());
        datasets = new Source("dataset", "a data file, or a folder of images", services.datasets());
        model = new Field<>(initial.model(), models::parse, value -> "");
        data = new Field<>(initial.data(), datasets::parse, value -> "");
        heldOutPercent = new Field<>(initial.heldOutPercent(), SetupForm::percent, value -> "");
        ranks = new Field<>(initial.ranks(), RankList::parse, RankList::note);
        customTargets = new Field<>(initial.customTargets(), TargetPreset::parse, value -> "");
        alpha = new Field<>(initial.alpha(), AlphaText::parse, policy -> "");
        dropout = new Field<>(initial.dropout(), Dropout::parse, value -> "");
        learningRates = new Field<>(initial.learningRates(), LearningRates::parse, value -> "");
        trials = new Field<>(initial.trials(), text -> WholeNumber.parse(text, "Trials", 1, LARGEST), value -> "");
        steps = new Field<>(initial.steps(), text -> WholeNumber.parse(text, "Steps", 1, LARGEST), value -> "");
        evalEvery = new Field<>(
                initial.evalEvery(), text -> WholeNumber.parse(text, "Evaluate every", 1, LARGEST), value -> "");
        batchSize = new Field<>(initial.batchSize(), text -> WholeNumber.parse(text, "Batch", 1, LARGEST), value -> "");
        sequenceLength = new Field<>(
                initial.sequenceLength(), text -> WholeNumber.parse(text, "Length", 2, LARGEST), value -> "");
        seeds = new Field<>(initial.seeds(), Seeds::parse, Seeds::note);
        task.set(TaskChoice.named(initial.task()));
        columns.set(initial.columns());
        template.set(Optional.ofNullable(initial.template()));
        newHead.set(initial.newHead());
        methods.set(initial.methods());
        initialFactors.set(initial.initialFactors());
        precision.set(initial.precision());
        targets.set(initial.targets());
        schedule.set(Stream.of(ScheduleSpec.Kind.values())
                .filter(kind -> kind.json().equals(initial.schedule()))
                .findFirst()
                .orElse(ScheduleSpec.Kind.CONSTANT));
        device.set(deviceNamed(initial.device()));
        purpose.set(PurposeChoice.named(initial.purpose()));
        strategy.set(Stream.of(Strategy.values())
                .filter(known -> known.json().equals(initial.strategy()))
                .findFirst()
                .orElse(Strategy.GRID));
        gradientCheckpointing.set(initial.gradientCheckpointing());
        data.valueProperty().addListener((observable, old, now) -> forgetColumns());
    }

    /** Other data have other columns. */
    private void forgetColumns() {
        columns.set(Columns.GUESSED);
        template.set(Optional.empty());
        newHead.set(false);
    }

    private List<Field<?>> fields() {
        return List.of(
                model,
                data,
                heldOutPercent,
                ranks,
                customTargets,
                alpha,
                dropout,
                learningRates,
                trials,
                steps,
                evalEvery,
                batchSize,
                sequenceLength,
                seeds);
    }

    /** {@code changed} is told of every change of a value. */
    void onChange(Runnable changed) {
        fields().forEach(field -> field.valueProperty().addListener((observable, old, now) -> changed.run()));
        Stream.of(
                        task,
                        columns,
                        template,
                        newHead,
                        methods,
                        initialFactors,
                        precision,
                        targets,
                        schedule,
                        device,
                        purpose,
                        strategy,
                        gradientCheckpointing)
                .forEach(choice -> choice.addListener((observable, old, now) -> changed.run()));
    }

    /** The data that the fields mean; what has no field comes from the study that was shown, as long as the data are its. */
    Optional<DataSpec> dataSpec() {
        if (data.value().isEmpty() || heldOutPercent.value().isEmpty()) {
            return Optional.empty();
        }
        String train = data.value().get();
        Optional<DataSpec> bundled = datasets.choice(train)
                .flatMap(BundledChoice::study)
                .map(study -> study.trial().data());
        if (bundled.isPresent()) {
            return bundled;
        }
        Optional<DataSpec> before = shown.map(study -> study.trial().data()).filter(spec -> train.equals(spec.train()));
        Optional<DataSpec> sameColumns = before.filter(spec -> spec.columns().equals(columns.get()));
        return Optional.of(new DataSpec(
                train,
                before.map(DataSpec::validation).orElse(null),
                heldOutPercent.value().get() / 100.0,
                sameColumns.map(DataSpec::textColumn).orElse(null),
                before.map(DataSpec::batches).orElse(null),
                before.map(DataSpec::validationBatches).orElse(null),
                before.map(DataSpec::teacher).orElse(null),
                columns.get(),
                template.get().orElse(null),
                sameColumns.map(DataSpec::labels).orElse(null),
                sameColumns.map(DataSpec::numbers).orElse(null),
                newHead.get()));
    }

    /** The task that is chosen, or that of the study that was shown; empty where it is guessed. */
    Optional<Task> statedTask() {
        return task.get().task().or(() -> template().map(study -> study.trial().task()));
    }

    /** The task of the study; empty until it is known. */
    Optional<Task> task() {
        return statedTask().or(() -> guessedTask);
    }

    /** What the task is where nobody chooses one; empty while it is not known. */
    void guessed(Optional<Task> guess) {
        guessedTask = guess;
    }

    /** What the model calls the layers of its attention. */
    AttentionModules attention() {
        return attention;
    }

    /** Reads the presets of target modules by the names of another model, and names typed as what they now mean. */
    void called(AttentionModules names) {
        attention = names;
        if (hasTargetsOfAnotherModel()) {
            targets.set(TargetPreset.ALL_LINEAR);
            customTargets.textProperty().set("");
        }
        if (targets.get() == TargetPreset.CUSTOM) {
            customTargets.value().ifPresent(spec -> targets.set(TargetPreset.of(spec, names)));
        } else if (!TargetPreset.offered(names).contains(targets.get())) {
            targets.set(TargetPreset.ALL_LINEAR);
        }
    }

    /** Whether names of modules stand in the field that a bundled study brought, and that nobody meant for this model. */
    private boolean hasTargetsOfAnotherModel() {
        return targets.get() == TargetPreset.CUSTOM
                && model.value()
                        .filter(id -> !id.startsWith(Source.BUNDLED_PREFIX))
                        .isPresent()
                && datasets.bundled().stream()
                        .flatMap(choice -> choice.study().stream())
                        .anyMatch(study -> Optional.of(study.trial().adapter().targetModules())
                                .equals(customTargets.value()));
    }

    Optional<TargetSpec> targetSpec() {
        return targets.get() == TargetPreset.CUSTOM
                ? customTargets.value()
                : targets.get().spec(attention);
    }

    /** The study that the fields make; empty while one of them has no value. */
    Optional<StudySpec> spec() {
        boolean whole = Stream.of(
                        model.value(),
                        ranks.value(),
                        alpha.value(),
                        learningRates.value(),
                        trials.value(),
                        steps.value(),
                        evalEvery.value(),
                        batchSize.value(),
                        sequenceLength.value(),
                        seeds.value(),
                        dataSpec(),
                        task(),
                        adapter())
                .allMatch(Optional::isPresent);
        if (!whole) {
            return Optional.empty();
        }
        Optional<TrialSpec> rest = template().map(StudySpec::trial);
        ScheduleSpec shape = new ScheduleSpec(
                schedule.get(), rest.map(spec -> spec.schedule().warmupSteps()).orElse(0));
        Rates rates = learningRates.value().get();
        boolean given = !rates.tuned() && !strategy.get().isOverSpace();
        TrialSpec trial = TrialSpecBuilder.builder()
                .model(model.value().get())
                .task(task().get())
                .data(dataSpec().get())
                .adapter(adapter().get())
                .initialAdapter(rest.map(TrialSpec::initialAdapter).orElse(null))
                .optimizer(rest.map(TrialSpec::optimizer).orElse(null))
                .schedule(shape)
                .batchSize(batchSize.value().get())
                .sequenceLength(sequenceLength.value().get())
                .steps(steps.value().get())
                .evalEvery(evalEvery.value().get())
                .seed(rest.map(TrialSpec::seed).orElse(null))
                .device(device.get().id())
                .precision(precision.get())
                .gradientCheckpointing(gradientCheckpointing.get())
                .build();
        StudySpecBuilder grid = StudySpecBuilder.builder()
                .trial(trial)
                .ranks(ranks.value().get())
                .learningRates(given ? rates.given() : null)
                .seeds(seeds.value().get())
                .alpha(alpha.value().get());
        return Optional.of(searching(grid, template()).withOwnPrecision());
    }

    /** {@code grid} with the strategy that is chosen; what has no field comes from {@code rest}. */
    private StudySpec searching(StudySpecBuilder grid, Optional<StudySpec> rest) {
        Rates rates = learningRates.value().get();
        boolean overSpace = strategy.get().isOverSpace();
        boolean range = overSpace && rates.given().size() > 1;
        RateChoice choice = rates.tuned() && !overSpace ? RateChoice.TUNE : RateChoice.GIVEN;
        boolean fromRate = (overSpace && !range) || choice == RateChoice.TUNE;
        Optional<StudySpec> sameSearch =
                rest.filter(spec -> spec.strategy() == strategy.get() && spec.learningRate() == choice);
        Optional<Budget> budget = sameSearch.map(StudySpec::budget);
        return grid.strategy(strategy.get())
                .methods(methods.get())
                .capacities(capacities(rest))
                .learningRate(choice)
                .firstLearningRate(fromRate ? rates.first().orElse(null) : null)
                .budget(
                        overSpace
                                ? new Budget(
                                        trials.value().get(),
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
        kept.keySet().retainAll(methods.get());
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

    /** The adapter at the specification's own rank; empty while target modules or dropout are not understood. */
    Optional<AdapterConfig> adapter() {
        AdapterConfig old = template()
                .map(study -> study.trial().adapter())
                .orElseGet(() -> AdapterConfigBuilder.builder().build());
        return targetSpec()
                .filter(targetModules -> dropout.value().isPresent())
                .map(targetModules -> AdapterConfigBuilder.builder(old.with(
                                methods.get().get(0),
                                Math.max(1, old.capacity()),
                                old.loraAlpha(),
                                dropout.value().get(),
                                targetModules))
                        .initLoraWeights(initialFactors.get() == InitialFactors.KAIMING ? null : initialFactors.get())
                        .build());
    }

    /**
     * Where the settings that have no field come from: the study that was shown last, or the one of the bundled
     * dataset, as long as model and data are still its own.
     */
    Optional<StudySpec> template() {
        return Stream.of(shown, data.value().flatMap(datasets::choice).flatMap(BundledChoice::study))
                .flatMap(Optional::stream)
                .filter(study -> Optional.of(study.trial().model()).equals(model.value())
                        && Optional.ofNullable(study.trial().data().train()).equals(data.value()))
                .findFirst();
    }

    /** Fills the fields from {@code study}. */
    void show(StudySpec study) {
        shown = Optional.of(study);
        SetupChoices choices = SetupChoices.of(study, models.bundled(), datasets.bundled());
        model.textProperty().set(choices.model());
        data.textProperty().set(choices.data());
        heldOutPercent.textProperty().set(choices.heldOutPercent());
        task.set(TaskChoice.GUESSED);
        columns.set(choices.columns());
        template.set(Optional.ofNullable(choices.template()));
        newHead.set(choices.newHead());
        ranks.textProperty().set(choices.ranks());
        methods.set(choices.methods());
        initialFactors.set(choices.initialFactors());
        precision.set(choices.precision());
        targets.set(TargetPreset.of(study.trial().adapter().targetModules(), attention));
        customTargets.textProperty().set(choices.customTargets());
        alpha.textProperty().set(choices.alpha());
        dropout.textProperty().set(choices.dropout());
        gradientCheckpointing.set(choices.gradientCheckpointing());
        learningRates.textProperty().set(choices.learningRates());
        steps.textProperty().set(choices.steps());
        evalEvery.textProperty().set(choices.evalEvery());
        batchSize.textProperty().set(choices.batchSize());
        sequenceLength.textProperty().set(choices.sequenceLength());
        seeds.textProperty().set(choices.seeds());
        schedule.set(study.trial().schedule().name());
        strategy.set(study.strategy());
        trials.textProperty().set(choices.trials());
        device.set(deviceNamed(choices.device()));
    }

    /** What is typed, to be remembered. */
    SetupChoices choices() {
        return new SetupChoices(
                model.text(),
                data.text(),
                heldOutPercent.text(),
                ranks.text(),
                targets.get(),
                customTargets.text(),
                alpha.text(),
                dropout.text(),
                learningRates.text(),
                steps.text(),
                evalEvery.text(),
                batchSize.text(),
                sequenceLength.text(),
                seeds.text(),
                schedule.get().json(),
                device.get().id(),
                purpose.get().name(),
                strategy.get().json(),
                trials.text(),
                gradientCheckpointing.get(),
                task.get().name(),
                columns.get(),
                template.get().orElse(null),
                newHead.get(),
                methods.get(),
                initialFactors.get(),
                precision.get());
    }

    /** What there is to train on; the device that is chosen stays. */
    void offered(List<DeviceChoice> found) {
        devices = found;
        device.set(deviceNamed(device.get().id()));
    }

    private DeviceChoice deviceNamed(String id) {
        return find(devices, id)
                .orElseGet(
                        () -> new DeviceChoice(id, title(id), "", id.startsWith(CUDA), EnumSet.allOf(Precision.class)));
    }

    /**
     * The device that {@code id} means: one of the choices, or the one that is taken automatically, where that is of the
     * kind that is named.
     */
    static Optional<DeviceChoice> find(List<DeviceChoice> devices, String id) {
        return devices.stream()
                .filter(choice -> choice.id().equals(id))
                .findFirst()
                .or(() -> devices.stream()
                        .filter(choice -> id.equals(choice.cuda() ? CUDA : CPU))
                        .findFirst()
                        .map(choice -> choice.withId(id)));
    }

    /** Of a device that is not known, or not yet. */
    private static String title(String id) {
        return id.equals(AUTOMATIC) ? "Automatic" : id.toUpperCase(Locale.ROOT);
    }

    private static double percent(String text) {
        try {
            double percent = Double.parseDouble(text);
            if (percent > 0 && percent < 100) {
                return percent;
            }
        } catch (NumberFormatException e) {
            throw new RequestException("Held out '" + text + "' is not a number; expected a percentage such as 10.", e);
        }
        throw new RequestException("Held out is " + text + " %; expected more than 0 and less than 100.");
    }
}
