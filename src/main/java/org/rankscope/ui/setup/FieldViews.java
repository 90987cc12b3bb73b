package org.rankscope.ui.setup;

import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.javafx.FontIcon;
import org.kordamp.ikonli.material2.Material2AL;
import org.kordamp.ikonli.material2.Material2MZ;

/** The parts that every field of the panel is made of. */
final class FieldViews {
    private static final PseudoClass WRONG = PseudoClass.getPseudoClass("wrong");
    private static final PseudoClass DOUBTFUL = PseudoClass.getPseudoClass("doubtful");

    private static final double GAP = 8;

    private FieldViews() {}

    static Label section(String title) {
        Label label = new Label(title);
        label.getStyleClass().add("section");
        return label;
    }

    /** A name on the left and the number typed on the right, in one frame that turns red when it is wrong. */
    static HBox compact(String id, String name, Field<?> field) {
        Label label = new Label(name);
        label.getStyleClass().add("compact-name");
        label.setMinWidth(Region.USE_PREF_SIZE);
        TextField text = new TextField();
        text.setId(id);
        text.getStyleClass().add("compact-text");
        text.setAlignment(Pos.CENTER_RIGHT);
        text.setMinWidth(24);
        text.setPrefColumnCount(3);
        text.setAccessibleText(name);
        label.setLabelFor(text);
        HBox.setHgrow(text, Priority.ALWAYS);
        text.textProperty().bindBidirectional(field.textProperty());
        HBox frame = framed(label, text);
        markWrong(frame, field.messageProperty());
        frame.setOnMouseClicked(event -> text.requestFocus());
        return frame;
    }

    /** Two fields in one line, as wide as each other. */
    static HBox pair(Region left, Region right) {
        HBox both = new HBox(GAP, left, right);
        for (Region one : new Region[] {left, right}) {
            one.setPrefWidth(100);
            one.setMinWidth(0);
            HBox.setHgrow(one, Priority.ALWAYS);
        }
        return both;
    }

    /** Takes no room while it is not shown. */
    static void shownIf(Node node, ObservableValue<Boolean> condition) {
        node.visibleProperty().bind(condition);
        node.managedProperty().bind(node.visibleProperty());
    }

    /** A frame as a text field has it, lit while a part of it has the focus. */
    static HBox framed(Node... parts) {
        HBox frame = new HBox(parts);
        frame.getStyleClass().add("framed");
        frame.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(frame, Priority.ALWAYS);
        frame.setMaxWidth(Double.MAX_VALUE);
        return frame;
    }

    static void markWrong(Node node, ObservableValue<FieldMessage> message) {
        message.addListener((observable, old, now) -> node.pseudoClassStateChanged(WRONG, now.isError()));
        node.pseudoClassStateChanged(WRONG, message.getValue().isError());
    }

    /** The small line under a field; takes no room while there is nothing to say. */
    static Label message(String id, ObservableValue<FieldMessage> message) {
        Label label = line("");
        label.setId(id);
        label.managedProperty().bind(label.visibleProperty());
        show(label, message.getValue());
        message.addListener((observable, old, now) -> show(label, now));
        return label;
    }

    /** Small text, as long as it needs to be. */
    static Label line(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.getStyleClass().add("field-message");
        return label;
    }

    private static void show(Label label, FieldMessage message) {
        label.setText(message.text());
        label.setVisible(!message.text().isEmpty());
        label.pseudoClassStateChanged(WRONG, message.isError());
        boolean doubtful = message.kind() == FieldMessage.Kind.WARNING;
        label.pseudoClassStateChanged(DOUBTFUL, doubtful);
        label.setGraphic(
                message.isError()
                        ? new FontIcon(Material2AL.ERROR_OUTLINE)
                        : doubtful ? new FontIcon(Material2MZ.WARNING) : null);
    }
}
