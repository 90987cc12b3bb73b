package org.rankscope.ui.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.rankscope.data.DataSpec;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.AttentionModules;
import org.rankscope.study.StudySpec;
import org.rankscope.study.TaskGuess;
import org.rankscope.ui.fx.LatestProbe;
import org.rankscope.ui.study.CostEstimate;
import org.rankscope.ui.text.MethodWords;
import org.rankscope.ui.text.TaskWords;

/** Asks the probes what the fields of the left panel mean, and says it at each field. FX thread. */
public final class SetupViewModel {
    private final SetupServices services;
    private final SetupForm form;
    private final AdviceViewModel advice;
    private final DeviceViewModel device;
    private final LatestProbe modelProbe;
    private final LatestProbe taskProbe;
    private final LatestProbe dataProbe;
    private final LatestProbe adapterProbe;
    private final LatestProbe methodProbe;
    private final LatestProbe costProbe;
    private final ReadOnlyObjectWrapper<Optional<StudySpec>> spec = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<CostEstimate>> cost = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<FieldMessage> adapterMessage = new ReadOnlyObjectWrapper<>(FieldMessage.NONE);
    private final ReadOnlyObjectWrapper<Map<Method, String>> obstacles = new ReadOnlyObjectWrapper<>(Map.of());
    private final ReadOnlyObjectWrapper<FieldMessage> methodsMessage = new ReadOnlyObjectWrapper<>(FieldMessage.NONE);
    private final ReadOnlyObjectWrapper<FieldMessage> costMessage = new ReadOnlyObjectWrapper<>(FieldMessage.NONE);
    private final ReadOnlyObjectWrapper<FieldMessage> costNotes = new ReadOnlyObjectWrapper<>(FieldMessage.NONE);
    private final ReadOnlyObjectWrapper<FieldMessage> taskMessage = new ReadOnlyObjectWrapper<>(FieldMessage.NONE);
    private final ReadOnlyObjectWrapper<FieldMessage> modelNotes = new ReadOnlyObjectWrapper<>(FieldMessage.NONE);
    private final ReadOnlyObjectWrapper<Optional<Task>> task = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<AttentionModules> attention = new ReadOnlyObjectWrapper<>(TargetPreset.USUAL);
    private final ObservableList<TaskChoice> taskChoices = FXCollections.observableArrayList();
    private final ReadOnlyStringWrapper columnsRead = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<Optional<TaskGuess.Answer>> found =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyStringWrapper kept = new ReadOnlyStringWrapper("");
    private Optional<AdapterFacts> adapterFacts = Optional.empty();
    private boolean showing;
    private Object askedModel = "";
    private Object askedTask = "";
    private Object askedSources = "";
    private Object askedData = "";
    private Object askedAdapter = "";
    private Object askedMethods = "";
    private Object askedCost = "";

    public SetupViewModel(SetupServices services, SetupChoices initial) {
        this.services = services;
        form = new SetupForm(services, initial);
        advice = new AdviceViewModel(services, form);
        device = new DeviceViewModel(services, form, this::changed);
        modelProbe = new LatestProbe(services.background(), services.queue());
        taskProbe = new LatestProbe(services.background(), services.queue());
        dataProbe = new LatestProbe(services.background(), services.queue());
        adapterProbe = new LatestProbe(services.background(), services.queue());
        methodProbe = new LatestProbe(services.background(), services.queue());
        costProbe = new LatestProbe(services.background(), services.queue());
        form.onChange(this::changed);
        changed();
        device.look();
    }

    // What is shown

    SetupForm form() {
        return form;
    }

    AdviceViewModel advice() {
        return advice;
    }

    DeviceViewModel device() {
        return device;
    }

    /** What a specification calls the device that is chosen. */
    public ObservableValue<String> deviceIdProperty() {
        return form.device.map(DeviceChoice::id);
    }

    /** The task of the study: chosen, or guessed; empty while it is not known. */
    public ReadOnlyObjectProperty<Optional<Task>> taskProperty() {
        return task.getReadOnlyProperty();
    }

    /** What can be chosen as the task: guessing, and the tasks that the model can have. */
    ObservableList<TaskChoice> taskChoices() {
        return taskChoices;
    }

    /** Why this task, or why it can't be. */
    ReadOnlyObjectProperty<FieldMessage> taskMessageProperty() {
        return taskMessage.getReadOnlyProperty();
    }

    /** What a person should know of the model as it was opened for the data. */
    ReadOnlyObjectProperty<FieldMessage> modelNotesProperty() {
        return modelNotes.getReadOnlyProperty();
    }

    /** What the model calls the layers of its attention. */
    ReadOnlyObjectProperty<AttentionModules> attentionProperty() {
        return attention.getReadOnlyProperty();
    }

    /** Which columns of the data file hold what; empty for running text and bundled data. */
    ReadOnlyStringProperty columnsReadProperty() {
        return columnsRead.getReadOnlyProperty();
    }

    /** What was found in the data file for the task; empty while it is not known. */
    ReadOnlyObjectProperty<Optional<TaskGuess.Answer>> foundProperty() {
        return found.getReadOnlyProperty();
    }

    /** The study that the fields make; empty while one of them is known to be wrong. */
    public ReadOnlyObjectProperty<Optional<StudySpec>> specProperty() {
        return spec.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Optional<CostEstimate>> costProperty() {
        return cost.getReadOnlyProperty();
    }

    /** Which modules the adapter goes on, or why it can't. */
    public ReadOnlyObjectProperty<FieldMessage> adapterMessageProperty() {
        return adapterMessage.getReadOnlyProperty();
    }

    /** Whether there are methods to compare, beside what all is compared with. */
    boolean comparesMethods() {
        return form.methods.get().stream()
                        .filter(method -> method != Method.FULL)
                        .count()
                > 1;
    }

    /** Why methods can't be used, for those that can't. */
    ReadOnlyObjectProperty<Map<Method, String>> obstaclesProperty() {
        return obstacles.getReadOnlyProperty();
    }

    /** Why the methods that are chosen can't be used; empty if they can. */
    ReadOnlyObjectProperty<FieldMessage> methodsMessageProperty() {
        return methodsMessage.getReadOnlyProperty();
    }

    /** The cost in one line, or why it can't be told. */
    public ReadOnlyObjectProperty<FieldMessage> costMessageProperty() {
        return costMessage.getReadOnlyProperty();
    }

    /** What surprises in the cost; empty if nothing does. */
    ReadOnlyObjectProperty<FieldMessage> costNotesProperty() {
        return costNotes.getReadOnlyProperty();
    }

    /** Settings of the study that have no field of their own, in one line; empty if there are none. */
    public ReadOnlyStringProperty keptProperty() {
        return kept.getReadOnlyProperty();
    }

    /** What is typed, to be remembered. */
    public SetupChoices choices() {
        return form.choices();
    }

    /** What a study on {@code studySpec}'s model and data would be called: {@code Support messages · Tiny stories}. */
    public String nameOf(StudySpec studySpec) {
        return shortName(form.datasets.format(
                        String.valueOf(studySpec.trial().data().train()))) + " · "
                + shortName(form.models.format(studySpec.trial().model()));
    }

    // What can be asked

    /** Puts the powers of two from 2^{@code low} to 2^{@code high} into the list of ranks. */
    void setRankRange(int low, int high) {
        form.ranks.textProperty().set(RankList.format(RankList.powersOfTwo(low, high)));
    }

    /** Adds {@code method} to what is compared, or takes it away; the last one stays. */
    void chooseMethod(Method method, boolean compared) {
        List<Method> now = Stream.of(Method.values())
                .filter(one -> one == method ? compared : form.methods.get().contains(one))
                .toList();
        form.methods.set(now.isEmpty() ? List.of(Method.LORA) : now);
    }

    void removeRank(int rank) {
        form.ranks.value().ifPresent(list -> form.ranks
                .textProperty()
                .set(RankList.format(
                        list.stream().filter(other -> other != rank).toList())));
    }

    /** Adds ranks above the largest in the list, doubling. */
    public void extendRanks(int count) {
        form.ranks.value().ifPresent(list -> {
            List<Integer> longer = new ArrayList<>(list);
            for (int i = 0; i < count; i++) {
                longer.add(longer.get(longer.size() - 1) * 2);
            }
            form.ranks.textProperty().set(RankList.format(longer));
        });
    }

    /**
     * Fills the fields with the study that suits a bundled dataset; a dataset without one changes its own field alone.
     */
    void chooseDataset(String title) {
        Optional<StudySpec> study = form.datasets.bundled().stream()
                .filter(choice -> choice.title().equals(title))
                .findFirst()
                .flatMap(BundledChoice::study);
        if (study.isPresent()) {
            show(study.get());
        } else {
            form.data.textProperty().set(title);
        }
    }

    /** Asks anew what the study will cost, for this machine's speed is known better after a run. */
    public void refreshCost() {
        askedCost = "";
        judge();
    }

    /** Fills the fields from a study. */
    public void show(StudySpec study) {
        showing = true;
        form.show(study);
        showing = false;
        changed();
    }

    private void changed() {
        if (showing) {
            return;
        }
        askModel();
        askTask();
        askWithTask();
    }

    /** What can be asked only for a task; it may be chosen, or was guessed just now. */
    private void askWithTask() {
        task.set(form.task());
        askData();
        askAdapter();
        askMethods();
        advice.refresh();
        checkAlpha();
        checkRates();
        kept.set(form.spec().or(form::template).map(KeptSettings::describe).orElse(""));
        judge();
    }

    private void askModel() {
        Optional<String> model = form.model.value();
        if (!isNews(askedModel, model)) {
            return;
        }
        askedModel = model;
        modelProbe.forget();
        model.ifPresent(id -> {
            form.model.say(FieldMessage.CHECKING);
            modelProbe.ask(
                    () -> services.modelProbe().describe(id),
                    answer -> said(() -> {
                        form.model.say(FieldMessage.note(answer.summary()));
                        form.called(answer.attention());
                        attention.set(answer.attention());
                        changed();
                    }),
                    sentence -> said(() -> form.model.say(FieldMessage.error(sentence))));
        });
    }

    private void askTask() {
        Optional<String> model = form.model.value();
        Optional<DataSpec> data = form.dataSpec();
        Optional<Task> stated = form.statedTask();
        List<Object> question = List.of(model, data.map(spec -> List.of(spec.train(), spec.columns())), stated);
        if (!isNews(askedTask, question)) {
            return;
        }
        askedTask = question;
        taskProbe.forget();
        List<Object> sources = List.of(model, data.map(DataSpec::train));
        if (isNews(askedSources, sources)) {
            form.guessed(Optional.empty());
            found.set(Optional.empty());
        }
        askedSources = sources;
        taskMessage.set(FieldMessage.NONE);
        columnsRead.set("");
        model.ifPresent(id -> taskProbe.ask(
                () -> services.taskProbe().look(id, data, stated),
                answer -> said(() -> understood(answer)),
                // The field of the model says what is wrong with it.
                sentence -> said(() -> taskMessage.set(FieldMessage.NONE))));
    }

    private void understood(TaskGuess.Answer answer) {
        List<TaskChoice> offered = TaskChoice.of(answer.offered());
        if (!taskChoices.equals(offered)) {
            taskChoices.setAll(offered);
        }
        form.guessed(Optional.of(answer.guessed()));
        found.set(Optional.of(answer));
        Optional<Task> chosen = form.task.get().task();
        if (chosen.isPresent() && !answer.offered().contains(chosen.get())) {
            // Another model has come into the field, which can't do what was chosen for the one before.
            form.task.set(TaskChoice.GUESSED);
            return;
        }
        taskMessage.set(
                FieldMessage.note(form.statedTask().isPresent() ? otherGuess(answer) : TaskSentence.of(answer)));
        boolean bundled = form.data
                .value()
                .filter(id -> id.startsWith(Source.BUNDLED_PREFIX))
                .isPresent();
        columnsRead.set(
                bundled
                        ? ""
                        : answer.columns()
                                .flatMap(read -> form.task().map(now -> ColumnUse.describe(now, read)))
                                .orElse(""));
        askWithTask();
    }

    /** What model and data would rather be for than what is chosen. */
    private String otherGuess(TaskGuess.Answer answer) {
        return form.task().filter(answer.guessed()::equals).isPresent()
                        || answer.columns().isPresent()
                ? ""
                : "Model and data look like "
                        + TaskWords.title(answer.guessed()).toLowerCase(Locale.ROOT) + ".";
    }

    private void askData() {
        Optional<DataSpec> data = form.dataSpec();
        Optional<Task> now = form.task();
        List<Object> question =
                List.of(data, form.model.value(), now, form.batchSize.value(), form.sequenceLength.value());
        if (!isNews(askedData, question)) {
            return;
        }
        askedData = question;
        dataProbe.forget();
        modelNotes.set(FieldMessage.NONE);
        if (data.isPresent()
                && now.isPresent()
                && form.model.value().isPresent()
                && form.batchSize.value().isPresent()
                && form.sequenceLength.value().isPresent()) {
            String model = form.model.value().get();
            int batchSize = form.batchSize.value().get();
            int sequenceLength = form.sequenceLength.value().get();
            form.data.say(FieldMessage.CHECKING);
            dataProbe.ask(
                    () -> services.dataProbe().describe(data.get(), model, now.get(), batchSize, sequenceLength),
                    answer -> said(() -> {
                        form.data.say(FieldMessage.note(answer.summary()));
                        modelNotes.set(FieldMessage.note(String.join(" ", answer.modelNotes())));
                    }),
                    sentence -> said(() -> form.data.say(FieldMessage.error(sentence))));
        }
    }

    private void askAdapter() {
        Optional<AdapterConfig> adapter = form.adapter();
        Optional<Task> now = form.task();
        List<Object> question = List.of(adapter, form.model.value(), now);
        if (!isNews(askedAdapter, question)) {
            return;
        }
        askedAdapter = question;
        adapterProbe.forget();
        adapterFacts = Optional.empty();
        adapterMessage.set(
                form.targetSpec().isEmpty()
                        ? form.customTargets.messageProperty().get()
                        : FieldMessage.NONE);
        if (adapter.isPresent() && now.isPresent() && form.model.value().isPresent()) {
            String model = form.model.value().get();
            adapterProbe.ask(
                    () -> services.adapterProbe().describe(model, now.get(), adapter.get()),
                    facts -> said(() -> {
                        adapterFacts = Optional.of(facts);
                        adapterMessage.set(FieldMessage.note(facts.summary()));
                    }),
                    sentence -> said(() -> adapterMessage.set(FieldMessage.error(sentence))));
        }
    }

    private void askMethods() {
        Optional<AdapterConfig> adapter = form.adapter();
        Optional<Task> now = form.task();
        List<Object> question = List.of(adapter, form.model.value(), now, form.precision.get());
        if (isNews(askedMethods, question)) {
            askedMethods = question;
            methodProbe.forget();
            obstacles.set(Map.of());
            if (adapter.isPresent() && now.isPresent() && form.model.value().isPresent()) {
                String model = form.model.value().get();
                methodProbe.ask(
                        () -> services.methodProbe().obstacles(model, now.get(), adapter.get(), form.precision.get()),
                        found -> said(() -> obstacles.set(found)),
                        // The fields of model and adapter say what is wrong with them.
                        sentence -> said(() -> obstacles.set(Map.of())));
            }
        }
    }

    /** The first of the chosen methods that can't be used says why; what is wrong with the modules stands at them. */
    private void checkMethods() {
        methodsMessage.set(form.methods.get().stream()
                .filter(method -> obstacles.get().containsKey(method)
                        && !adapterMessage.get().isError())
                .findFirst()
                .map(method -> FieldMessage.error(MethodWords.title(method) + " can't be used here. "
                        + obstacles.get().get(method)))
                .orElse(FieldMessage.NONE));
    }

    private void said(Runnable saying) {
        saying.run();
        judge();
    }

    /** Whether the fields make a study now, and what it costs. */
    private void judge() {
        checkRanks();
        checkMethods();
        device.refresh();
        boolean wrong = Stream.of(form.model, form.data, form.ranks)
                        .anyMatch(field -> field.messageProperty().get().isError())
                || modelIsFineButAdapterIsNot()
                || methodsMessage.get().isError()
                || device.isWrong();
        Optional<StudySpec> now = wrong ? Optional.empty() : form.spec();
        spec.set(now);
        List<Object> question = List.of(now, form.device.get().cuda());
        if (!isNews(askedCost, question)) {
            return;
        }
        askedCost = question;
        costProbe.forget();
        if (now.isEmpty()) {
            showCost(Optional.empty(), FieldMessage.note("Told once every field is understood."));
            return;
        }
        costProbe.ask(
                () -> services.costEstimator().estimate(now.get()),
                estimate -> showCost(Optional.of(estimate), CostLine.of(estimate)),
                sentence -> showCost(Optional.empty(), FieldMessage.note(sentence)));
    }

    private void showCost(Optional<CostEstimate> estimate, FieldMessage line) {
        cost.set(estimate);
        costMessage.set(line);
        costNotes.set(FieldMessage.note(
                String.join("\n", estimate.map(CostEstimate::notes).orElse(List.of()))));
    }

    private boolean modelIsFineButAdapterIsNot() {
        return adapterMessage.get().isError()
                && !form.model.messageProperty().get().isError();
    }

    private void checkRanks() {
        Optional<Integer> tooLarge =
                adapterFacts.flatMap(facts -> form.ranks.value().flatMap(list -> list.stream()
                        .filter(rank -> rank > facts.largestRank())
                        .findFirst()));
        if (tooLarge.isPresent()) {
            form.ranks.say(FieldMessage.warning("Rank " + tooLarge.get()
                    + " is more than a target module can make use of: its smaller side is "
                    + adapterFacts.get().largestRank() + "."));
        } else {
            form.ranks.value().ifPresent(list -> form.ranks.say(FieldMessage.note(RankList.note(list))));
        }
    }

    /** What the choice of alpha does at the ranks that are tried. */
    private void checkAlpha() {
        boolean rankStabilised = form.adapter().filter(AdapterConfig::useRslora).isPresent();
        form.alpha
                .value()
                .ifPresent(policy -> form.alpha.say(FieldMessage.note(
                        policy.effect(rankStabilised, form.ranks.value().orElse(List.of())))));
    }

    /** What the rates mean depends on the strategy. */
    private void checkRates() {
        form.learningRates
                .value()
                .ifPresent(rates -> form.learningRates.say(FieldMessage.note(
                        LearningRates.note(rates, form.strategy.get().isOverSpace()))));
    }

    private static boolean isNews(Object before, Object now) {
        return !Objects.equals(before, now);
    }

    private static String shortName(String source) {
        int slash = Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\'));
        return slash < 0 || slash == source.length() - 1 ? source : source.substring(slash + 1);
    }
}
