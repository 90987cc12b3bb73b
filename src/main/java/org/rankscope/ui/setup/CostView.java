package org.rankscope.ui.setup;

import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** What the study will cost, told before it is run. */
public final class CostView extends VBox {
    private final VBox notes = new VBox();

    public CostView(CostViewModel viewModel) {
        getStyleClass().add("group");
        Label line = FieldViews.message("cost", viewModel.messageProperty());
        line.getStyleClass().add("cost");
        notes.setId("cost-notes");
        notes.getStyleClass().add("group");
        notes.managedProperty().bind(notes.visibleProperty());
        viewModel.notesProperty().addListener((observable, old, now) -> show(now));
        show(viewModel.notesProperty().getValue());
        getChildren().setAll(FieldViews.section("COST"), line, notes);
    }

    private void show(List<String> sentences) {
        notes.getChildren().setAll(sentences.stream().map(FieldViews::line).toList());
        notes.setVisible(!sentences.isEmpty());
    }
}
