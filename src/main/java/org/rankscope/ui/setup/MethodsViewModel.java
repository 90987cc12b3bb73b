package org.rankscope.ui.setup;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.ui.fx.LatestProbe;
import org.rankscope.ui.text.MethodWords;

/** Which methods are compared, and which can't be used here. FX thread. */
final class MethodsViewModel {
    private final MethodProbe probe;
    private final LatestProbe latest;
    private final SetupForm form;
    private final Runnable onAnswer;
    private final ReadOnlyObjectWrapper<Map<Method, String>> obstacles = new ReadOnlyObjectWrapper<>(Map.of());
    private final ReadOnlyObjectWrapper<FieldMessage> message = new ReadOnlyObjectWrapper<>(FieldMessage.NONE);
    private Object asked = "";

    /** @param onAnswer hears that other methods can be used than before */
    MethodsViewModel(SetupServices services, SetupForm form, Runnable onAnswer) {
        this.probe = services.methodProbe();
        this.latest = new LatestProbe(services.background(), services.queue());
        this.form = form;
        this.onAnswer = onAnswer;
    }

    // What is shown

    /** Whether there are methods to compare, beside what all is compared with. */
    boolean areSeveral() {
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
    ReadOnlyObjectProperty<FieldMessage> messageProperty() {
        return message.getReadOnlyProperty();
    }

    boolean isWrong() {
        return message.get().isError();
    }

    // What can be asked

    /** Adds {@code method} to what is compared, or takes it away; the last one stays. */
    void choose(Method method, boolean compared) {
        List<Method> now = Stream.of(Method.values())
                .filter(one -> one == method ? compared : form.methods.get().contains(one))
                .toList();
        form.methods.set(now.isEmpty() ? List.of(Method.LORA) : now);
    }

    /** The fields have changed: asks anew where that matters. */
    void refresh() {
        Optional<AdapterConfig> adapter = form.adapter();
        Optional<Task> task = form.task();
        Optional<String> model = form.model.value();
        List<Object> question = List.of(adapter, model, task, form.precision.get());
        if (Objects.equals(asked, question)) {
            return;
        }
        asked = question;
        latest.forget();
        obstacles.set(Map.of());
        if (adapter.isPresent() && task.isPresent() && model.isPresent()) {
            latest.ask(
                    () -> probe.obstacles(model.get(), task.get(), adapter.get(), form.precision.get()),
                    this::answered,
                    // The fields of model and adapter say what is wrong with them.
                    sentence -> answered(Map.of()));
        }
    }

    private void answered(Map<Method, String> found) {
        obstacles.set(found);
        onAnswer.run();
    }

    /**
     * The first of the chosen methods that can't be used says why.
     *
     * @param adapterIsWrong whether the modules are wrong, which is said at them
     */
    void check(boolean adapterIsWrong) {
        message.set(form.methods.get().stream()
                .filter(method -> obstacles.get().containsKey(method) && !adapterIsWrong)
                .findFirst()
                .map(method -> FieldMessage.error(MethodWords.title(method) + " can't be used here. "
                        + obstacles.get().get(method)))
                .orElse(FieldMessage.NONE));
    }
}
