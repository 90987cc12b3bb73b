package org.rankscope.ui.setup;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.beans.property.ObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.util.StringConverter;

/** Fields in which one of several is chosen. */
final class ChoiceViews {
    private ChoiceViews() {}

    static <T> ComboBox<T> combo(String id, String accessibleText) {
        ComboBox<T> combo = new ComboBox<>();
        combo.setId(id);
        combo.setAccessibleText(accessibleText);
        combo.setTooltip(new Tooltip(accessibleText));
        combo.setMaxWidth(Double.MAX_VALUE);
        combo.setMinWidth(0);
        HBox.setHgrow(combo, Priority.ALWAYS);
        return combo;
    }

    /** With its name before it, in one frame. */
    static HBox named(String name, ComboBox<?> combo) {
        Label label = new Label(name);
        label.getStyleClass().add("compact-name");
        label.setMinWidth(Region.USE_PREF_SIZE);
        HBox frame = FieldViews.framed(label, combo);
        frame.getStyleClass().add("framed-combo");
        return frame;
    }

    /** Other choices; what is chosen stays in the field, even where it is none of them. */
    static <T> void offer(ComboBox<T> combo, ObjectProperty<T> chosen, List<T> choices) {
        if (!combo.getItems().equals(choices)) {
            // Else the list would take what comes to the old place for chosen, and picking it would do nothing.
            combo.getSelectionModel().clearSelection();
            combo.getItems().setAll(choices);
            combo.setValue(chosen.get());
        }
    }

    /** Like a binding in both directions; but a list that changes empties the field for a moment, which chooses nothing. */
    static <T> void follow(ComboBox<T> combo, ObjectProperty<T> chosen) {
        combo.setValue(chosen.get());
        chosen.addListener((observable, old, now) -> combo.setValue(now));
        combo.valueProperty().addListener((observable, old, now) -> {
            if (now != null) {
                chosen.set(now);
            }
        });
    }

    /** What the field asks in the place of its cell while what is chosen is not among the choices. */
    static <T> StringConverter<T> words(Function<T, String> words) {
        return new StringConverter<>() {
            @Override
            public String toString(T value) {
                return value == null ? "" : words.apply(value);
            }

            @Override
            public T fromString(String text) {
                throw new UnsupportedOperationException("nothing is typed into a list of choices");
            }
        };
    }

    /** What stands in a field, whether or not it is among the choices. */
    static final class ShownCell<T> extends ListCell<T> {
        private final Supplier<String> words;

        /** @param causes what may change the words */
        ShownCell(Supplier<String> words, ObservableValue<?>... causes) {
            this.words = words;
            for (ObservableValue<?> cause : causes) {
                cause.addListener((observable, old, now) -> setText(words.get()));
            }
        }

        @Override
        protected void updateItem(T choice, boolean empty) {
            super.updateItem(choice, empty);
            setText(words.get());
        }
    }
}
