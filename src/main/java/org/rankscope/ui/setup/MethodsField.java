package org.rankscope.ui.setup;

import java.util.List;
import java.util.stream.Collectors;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.ui.text.MethodWords;

/** Which methods are compared: one is named, more are counted; the list opens beside it. */
final class MethodsField extends Button {
    /** A number of two digits leaves no room for a word. */
    private static final int MANY = 10;

    private final SetupViewModel viewModel;
    private final SidePopOver popOver = new SidePopOver();
    private final Label name = new Label();

    MethodsField(SetupViewModel viewModel) {
        this.viewModel = viewModel;
        setId("methods");
        getStyleClass().add("methods-field");
        name.setId("methods-chosen");
        name.setTextOverrun(OverrunStyle.ELLIPSIS);
        name.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(name, Priority.ALWAYS);
        Region arrow = new Region();
        arrow.getStyleClass().add("methods-arrow");
        HBox both = new HBox(name, arrow);
        both.getStyleClass().add("methods-content");
        both.prefWidthProperty().bind(widthProperty().subtract(2));
        setGraphic(both);
        setMaxWidth(Double.MAX_VALUE);
        setOnAction(event -> popOver.show(new MethodsView(viewModel), this));
        viewModel.form().methods.addListener((observable, old, now) -> show(now));
        show(viewModel.form().methods.get());
        FieldViews.markWrong(this, viewModel.methods().messageProperty());
    }

    private void show(List<Method> methods) {
        String all = methods.stream().map(MethodWords::title).collect(Collectors.joining(", "));
        int more = methods.size() - 1;
        name.setText(
                MethodWords.title(methods.get(0)) + (more == 0 ? "" : " + " + more + (more < MANY ? " more" : "")));
        setTooltip(new Tooltip("Method: " + all));
        setAccessibleText("Methods to compare: " + all);
    }
}
