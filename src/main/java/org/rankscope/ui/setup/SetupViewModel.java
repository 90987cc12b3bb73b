package org.rankscope.ui.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;
import org.rankscope.data.DataSpec;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AttentionModules;
import org.rankscope.study.StudySpec;
import org.rankscope.ui.fx.LatestProbe;

/** Asks the probes what the fields of the left panel mean, and says it at each field. FX thread. */
public final class SetupViewModel {
    private final SetupServices services;
    private final SetupForm form;
    private final AdviceViewModel advice;
    private final DeviceViewModel device;
    private final TaskViewModel task;
    private final MethodsViewModel methods;
    private final CostViewModel cost;
    private final LatestProbe modelProbe;
    private final LatestProbe dataProbe;
    private final LatestProbe adapterProbe;
    private final ReadOnlyObjectWrapper<Optional<StudySpec>> spec = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<FieldMessage> adapterMessage = new ReadOnlyObjectWrapper<>(FieldMessage.NONE);
    private final ReadOnlyObjectWrapper<FieldMessage> modelNotes = new ReadOnlyObjectWrapper<>(FieldMessage.NONE);
    private final ReadOnlyObjectWrapper<AttentionModules> attention = new ReadOnlyObjectWrapper<>(TargetPreset.USUAL);
    private final ReadOnlyStringWrapper kept = new ReadOnlyStringWrapper("");
    private Optional<AdapterFacts> adapterFacts = Optional.empty();
    private boolean showing;
    private Object askedModel = "";
    private Object askedData = "";
    private Object askedAdapter = "";

    public SetupViewModel(SetupServices services, SetupChoices initial) {
        this.services = services;
        form = new SetupForm(services, initial);
        advice = new AdviceViewModel(services, form);
        device = new DeviceViewModel(services, form, this::changed);
        task = new TaskViewModel(services, form, this::askWithTask);
        methods = new MethodsViewModel(services, form, this::judge);
        cost = new CostViewModel(services);
        modelProbe = new LatestProbe(services.background(), services.queue());
        dataProbe = new LatestProbe(services.background(), services.queue());
        adapterProbe = new LatestProbe(services.background(), services.queue());
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

    TaskViewModel task() {
        return task;
    }

    MethodsViewModel methods() {
        return methods;
    }

    public CostViewModel cost() {
        return cost;
    }

    /** What a specification calls the device that is chosen. */
    public ObservableValue<String> deviceIdProperty() {
        return form.device.map(DeviceChoice::id);
    }

    /** What a person should know of the model as it was opened for the data. */
    ReadOnlyObjectProperty<FieldMessage> modelNotesProperty() {
        return modelNotes.getReadOnlyProperty();
    }

    /** What the model calls the layers of its attention. */
    ReadOnlyObjectProperty<AttentionModules> attentionProperty() {
        return attention.getReadOnlyProperty();
    }

    /** The study that the fields make; empty while one of them is known to be wrong. */
    public ReadOnlyObjectProperty<Optional<StudySpec>> specProperty() {
        return spec.getReadOnlyProperty();
    }

    /** Which modules the adapter goes on, or why it can't. */
    public ReadOnlyObjectProperty<FieldMessage> adapterMessageProperty() {
        return adapterMessage.getReadOnlyProperty();
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
        cost.forget();
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
        task.refresh();
        askWithTask();
    }

    /** What can be asked only for a task; it may be chosen, or was guessed just now. */
    private void askWithTask() {
        askData();
        askAdapter();
        methods.refresh();
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
                form.targets.spec().isEmpty()
                        ? form.targets.custom.messageProperty().get()
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

    private void said(Runnable saying) {
        saying.run();
        judge();
    }

    /** Whether the fields make a study now, and what it costs. */
    private void judge() {
        checkRanks();
        methods.check(adapterMessage.get().isError());
        device.refresh();
        boolean wrong = Stream.of(form.model, form.data, form.ranks)
                        .anyMatch(field -> field.messageProperty().get().isError())
                || modelIsFineButAdapterIsNot()
                || methods.isWrong()
                || device.isWrong();
        Optional<StudySpec> now = wrong ? Optional.empty() : form.spec();
        spec.set(now);
        cost.refresh(now, form.device.get().cuda());
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
