package org.rankscope.ui.setup;

import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** What the study will cost, told before it is run. */
public final class CostView extends VBox {
    public CostView(SetupViewModel viewModel) {
        getStyleClass().add("group");
        Label line = FieldViews.message("cost", viewModel.costMessageProperty());
        line.getStyleClass().add("cost");
        getChildren()
                .setAll(
                        FieldViews.section("COST"),
                        line,
                        FieldViews.message("cost-notes", viewModel.costNotesProperty()));
    }
}
