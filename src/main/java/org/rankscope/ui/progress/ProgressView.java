package org.rankscope.ui.progress;

import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** Thin bar, one line, and the machine on the right. */
public final class ProgressView extends HBox {
    private final ProgressViewModel viewModel;
    private final ProgressBar bar = new ProgressBar(0);
    private final Label line = new Label();
    private final Label machine = new Label();

    public ProgressView(ProgressViewModel viewModel) {
        this.viewModel = viewModel;
        createLayout();
        bind();
    }

    private void createLayout() {
        setId("status");
        getStyleClass().add("status");
        setAlignment(Pos.CENTER_LEFT);
        bar.setId("progress");
        bar.setAccessibleText("Progress of the study");
        bar.setMinWidth(Region.USE_PREF_SIZE);
        line.setId("status-line");
        line.setMinWidth(0);
        line.setMaxWidth(Double.MAX_VALUE);
        line.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        HBox.setHgrow(line, Priority.ALWAYS);
        machine.setId("status-machine");
        machine.getStyleClass().add("quiet");
        machine.setMinWidth(Region.USE_PREF_SIZE);
        getChildren().setAll(bar, line, machine);
    }

    private void bind() {
        bar.progressProperty().bind(viewModel.shareProperty());
        line.textProperty().bind(viewModel.lineProperty());
        machine.textProperty().bind(viewModel.machineProperty());
    }
}
