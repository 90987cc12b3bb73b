package org.rankscope.ui.setup;

import javafx.beans.value.ObservableValue;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.rankscope.insight.advice.Advice;
import org.rankscope.insight.advice.OpenQuestion;

/**
 * The small line that says what is advised, with its reasons behind "why" and a way to take it over. Both are reached with
 * the tab key and opened with the space bar; Escape closes the reasons.
 */
final class AdviceView extends TextFlow {
    private static final double REASONS_WIDTH = 440;

    private final Text text = new Text();
    private final Text separator = new Text(" · ");
    private final Hyperlink why;
    private final Hyperlink use;
    private final SidePopOver reasons = new SidePopOver();

    AdviceView(String id, AdviceViewModel viewModel, AdviceViewModel.Part part) {
        setId(id);
        getStyleClass().add("advice");
        text.setId(id + "-text");
        why = link(id + "-why", "why", "Why this is advised");
        use = link(id + "-use", "use", "Put what is advised into the fields");
        why.setOnAction(event -> explain(viewModel.noteProperty(part).get()));
        use.setOnAction(event -> viewModel.use(part));
        managedProperty().bind(visibleProperty());
        ObservableValue<AdviceNote> note = viewModel.noteProperty(part);
        note.addListener((observable, old, now) -> show(now));
        show(note.getValue());
    }

    private static Hyperlink link(String id, String name, String accessibleText) {
        Hyperlink link = new Hyperlink(name);
        link.setId(id);
        link.setAccessibleText(accessibleText);
        link.visitedProperty().addListener((observable, old, now) -> link.setVisited(false));
        return link;
    }

    private void show(AdviceNote note) {
        setVisible(!note.isEmpty());
        text.setText(note.text() + (note.followed() ? ", as set · " : " · "));
        getChildren().setAll(text, why);
        if (!note.followed()) {
            getChildren().addAll(separator, use);
        }
    }

    private void explain(AdviceNote note) {
        VBox content = new VBox();
        content.getStyleClass().add("reasons");
        content.setPadding(new Insets(12));
        content.setPrefWidth(REASONS_WIDTH);
        note.lines().forEach(line -> content.getChildren().add(reason(line)));
        note.questions().forEach(question -> content.getChildren().add(disagreement(question)));
        reasons.show(content, why);
    }

    private static Node reason(Advice.Line line) {
        VBox box = new VBox(
                label(line.subject().title() + ": " + line.value(), "reason-title"),
                label(
                        line.because().equals("always")
                                ? line.reason()
                                : "For " + line.because() + ". " + line.reason(),
                        ""),
                label("Source: " + line.source() + ".", "quiet"));
        if (!line.outranked().isEmpty()) {
            box.getChildren().add(label("Others say: " + String.join("; ", line.outranked()) + ".", "quiet"));
        }
        return box;
    }

    private static Node disagreement(OpenQuestion question) {
        VBox box = new VBox(label(question.question() + " Sources disagree.", "reason-title"));
        if (!question.here().isEmpty()) {
            box.getChildren().add(label(question.here(), ""));
        }
        question.answers().forEach(side -> box.getChildren().add(label(side, "quiet")));
        box.getChildren().add(label("To test it: " + question.test(), "quiet"));
        return box;
    }

    private static Label label(String words, String style) {
        Label label = new Label(words);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        if (!style.isEmpty()) {
            label.getStyleClass().add(style);
        }
        return label;
    }
}
