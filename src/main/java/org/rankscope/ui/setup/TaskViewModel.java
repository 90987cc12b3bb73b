package org.rankscope.ui.setup;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.rankscope.data.DataSpec;
import org.rankscope.model.Task;
import org.rankscope.study.TaskGuess;
import org.rankscope.ui.fx.LatestProbe;
import org.rankscope.ui.text.TaskWords;

/** What is learnt, as chosen or as model and data look, and which columns of the data serve it. FX thread. */
final class TaskViewModel {
    private final TaskProbe probe;
    private final LatestProbe latest;
    private final SetupForm form;
    private final Runnable onAnswer;
    private final ReadOnlyObjectWrapper<Optional<Task>> task = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ObservableList<TaskChoice> choices = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<FieldMessage> message = new ReadOnlyObjectWrapper<>(FieldMessage.NONE);
    private final ReadOnlyStringWrapper columnsRead = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<Optional<TaskGuess.Answer>> found =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private Object asked = "";
    private Object askedSources = "";

    /** @param onAnswer hears that the task is known */
    TaskViewModel(SetupServices services, SetupForm form, Runnable onAnswer) {
        this.probe = services.taskProbe();
        this.latest = new LatestProbe(services.background(), services.queue());
        this.form = form;
        this.onAnswer = onAnswer;
    }

    // What is shown

    /** The task of the study: chosen, or guessed; empty while it is not known. */
    ReadOnlyObjectProperty<Optional<Task>> taskProperty() {
        return task.getReadOnlyProperty();
    }

    /** What can be chosen: guessing, and the tasks that the model can have. */
    ObservableList<TaskChoice> choices() {
        return choices;
    }

    /** Why this task, or why it can't be. */
    ReadOnlyObjectProperty<FieldMessage> messageProperty() {
        return message.getReadOnlyProperty();
    }

    /** Which columns of the data file hold what; empty for running text and bundled data. */
    ReadOnlyStringProperty columnsReadProperty() {
        return columnsRead.getReadOnlyProperty();
    }

    /** What was found in the data file for the task; empty while it is not known. */
    ReadOnlyObjectProperty<Optional<TaskGuess.Answer>> foundProperty() {
        return found.getReadOnlyProperty();
    }

    // What can be asked

    /** The fields have changed: asks anew where that matters. */
    void refresh() {
        Optional<String> model = form.model.value();
        Optional<DataSpec> data = form.dataSpec();
        Optional<Task> stated = form.statedTask();
        List<Object> question = List.of(model, data.map(spec -> List.of(spec.train(), spec.columns())), stated);
        if (!Objects.equals(asked, question)) {
            asked = question;
            forget(List.of(model, data.map(DataSpec::train)));
            model.ifPresent(id -> latest.ask(
                    () -> probe.look(id, data, stated),
                    this::understood,
                    // The field of the model says what is wrong with it.
                    sentence -> {}));
        }
        task.set(form.task());
    }

    private void forget(Object sources) {
        latest.forget();
        if (!Objects.equals(askedSources, sources)) {
            form.guessed(Optional.empty());
            found.set(Optional.empty());
        }
        askedSources = sources;
        message.set(FieldMessage.NONE);
        columnsRead.set("");
    }

    private void understood(TaskGuess.Answer answer) {
        List<TaskChoice> offered = TaskChoice.of(answer.offered());
        if (!choices.equals(offered)) {
            choices.setAll(offered);
        }
        form.guessed(Optional.of(answer.guessed()));
        found.set(Optional.of(answer));
        Optional<Task> chosen = form.task.get().task();
        if (chosen.isPresent() && !answer.offered().contains(chosen.get())) {
            // Another model has come into the field, which can't do what was chosen for the one before.
            form.task.set(TaskChoice.GUESSED);
            return;
        }
        message.set(FieldMessage.note(form.statedTask().isPresent() ? otherGuess(answer) : TaskSentence.of(answer)));
        columnsRead.set(columns(answer));
        task.set(form.task());
        onAnswer.run();
    }

    private String columns(TaskGuess.Answer answer) {
        boolean bundled = form.data
                .value()
                .filter(id -> id.startsWith(Source.BUNDLED_PREFIX))
                .isPresent();
        return bundled
                ? ""
                : answer.columns()
                        .flatMap(read -> form.task().map(now -> ColumnUse.describe(now, read)))
                        .orElse("");
    }

    /** What model and data would rather be for than what is chosen. */
    private String otherGuess(TaskGuess.Answer answer) {
        return form.task().filter(answer.guessed()::equals).isPresent()
                        || answer.columns().isPresent()
                ? ""
                : "Model and data look like "
                        + TaskWords.title(answer.guessed()).toLowerCase(Locale.ROOT) + ".";
    }
}
