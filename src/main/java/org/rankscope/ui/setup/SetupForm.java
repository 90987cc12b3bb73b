package org.rankscope.ui.setup;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.rankscope.data.Columns;
import org.rankscope.data.DataSpec;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AttentionModules;
import org.rankscope.peft.InitialFactors;
import org.rankscope.study.AlphaPolicy;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpec.Strategy;
import org.rankscope.train.TrialSpec.ScheduleSpec;

/**
 * The fields of the left panel and the specification that they make together.
 */
final class SetupForm {
    private static final int LARGEST = 1_000_000;

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
    final TargetFields targets;
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

    private DeviceChoices devices = DeviceChoices.UNKNOWN;
    private Optional<StudySpec> shown = Optional.empty();
    private Optional<Task> guessedTask = Optional.empty();

    SetupForm(SetupServices services, SetupChoices initial) {
        models = new Source("model", "a Hugging Face directory, or an .onnx file", services.models());
        datasets = new Source("dataset", "a data file, or a folder of images", services.datasets());
        model = new Field<>(initial.model(), models::parse, value -> "");
        data = new Field<>(initial.data(), datasets::parse, value -> "");
        heldOutPercent = new Field<>(initial.heldOutPercent(), HeldOut::parse, value -> "");
        ranks = new Field<>(initial.ranks(), RankList::parse, RankList::note);
        targets = new TargetFields(initial);
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
        schedule.set(Stream.of(ScheduleSpec.Kind.values())
                .filter(kind -> kind.json().equals(initial.schedule()))
                .findFirst()
                .orElse(ScheduleSpec.Kind.CONSTANT));
        device.set(devices.named(initial.device()));
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
                targets.custom,
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
                        targets.preset,
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

    /** Reads the target modules by the names that another model has for them. */
    void called(AttentionModules names) {
        targets.called(names, hasTargetsOfAnotherModel());
    }

    /** Whether names of modules stand in the field that a bundled study brought, and that nobody meant for this model. */
    private boolean hasTargetsOfAnotherModel() {
        return targets.preset.get() == TargetPreset.CUSTOM
                && model.value()
                        .filter(id -> !id.startsWith(Source.BUNDLED_PREFIX))
                        .isPresent()
                && datasets.bundled().stream()
                        .flatMap(choice -> choice.study().stream())
                        .anyMatch(study -> Optional.of(study.trial().adapter().targetModules())
                                .equals(targets.custom.value()));
    }

    /** The study that the fields make; empty while one of them has no value. */
    Optional<StudySpec> spec() {
        return new StudyOfFields(this).spec();
    }

    /** The adapter at the specification's own rank; empty while target modules or dropout are not understood. */
    Optional<AdapterConfig> adapter() {
        AdapterConfig old = template()
                .map(study -> study.trial().adapter())
                .orElseGet(() -> AdapterConfigBuilder.builder().build());
        return targets.spec()
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
        targets.show(study.trial().adapter().targetModules());
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
        device.set(devices.named(choices.device()));
    }

    /** What is typed, to be remembered. */
    SetupChoices choices() {
        return new SetupChoices(
                model.text(),
                data.text(),
                heldOutPercent.text(),
                ranks.text(),
                targets.preset.get(),
                targets.custom.text(),
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
        devices = new DeviceChoices(found);
        device.set(devices.named(device.get().id()));
    }
}
