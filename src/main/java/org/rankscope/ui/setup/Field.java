package org.rankscope.ui.setup;

import java.util.Optional;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.rankscope.io.RequestException;

/** A text that is typed, the value that it means, and the small line under it. FX thread. */
public final class Field<T> {
    private final StringProperty text;
    private final ReadOnlyObjectWrapper<Optional<T>> value = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<FieldMessage> message = new ReadOnlyObjectWrapper<>(FieldMessage.NONE);

    /**
     * @param parse the value of a text; throws a RequestException with a sentence if it has none
     * @param note what to say of a value that was understood; may be empty
     */
    Field(String initial, Function<String, T> parse, Function<T, String> note) {
        text = new SimpleStringProperty(initial);
        text.addListener((observable, old, now) -> read(parse, note));
        read(parse, note);
    }

    public StringProperty textProperty() {
        return text;
    }

    public ReadOnlyObjectProperty<Optional<T>> valueProperty() {
        return value.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<FieldMessage> messageProperty() {
        return message.getReadOnlyProperty();
    }

    String text() {
        return text.get();
    }

    Optional<T> value() {
        return value.get();
    }

    void say(FieldMessage newMessage) {
        message.set(newMessage);
    }

    private void read(Function<String, T> parse, Function<T, String> note) {
        try {
            T parsed = parse.apply(text.get() == null ? "" : text.get().strip());
            if (!value.get().equals(Optional.of(parsed))) {
                message.set(FieldMessage.note(note.apply(parsed)));
                value.set(Optional.of(parsed));
            }
        } catch (RequestException e) {
            message.set(FieldMessage.error(e.getMessage()));
            value.set(Optional.empty());
        }
    }
}
