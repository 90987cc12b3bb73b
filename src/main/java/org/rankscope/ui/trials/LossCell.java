package org.rankscope.ui.trials;

import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.layout.HBox;
import org.rankscope.ui.study.VariantSummary;

/** The loss, and beside it, quieter, its spread. */
final class LossCell extends TableCell<VariantSummary, VariantSummary> {
    static final double GAP = 6;

    private final Label loss = new Label();
    private final Label spread = new Label();
    private final HBox both = new HBox(GAP, loss, spread);

    LossCell() {
        both.setAlignment(Pos.CENTER_RIGHT);
        spread.getStyleClass().add("spread");
        setAlignment(Pos.CENTER_RIGHT);
    }

    @Override
    protected void updateItem(VariantSummary row, boolean empty) {
        super.updateItem(row, empty);
        if (empty || row == null) {
            setGraphic(null);
            return;
        }
        loss.setText(TrialsViewModel.loss(row));
        spread.setText(TrialsViewModel.spread(row));
        spread.setManaged(!spread.getText().isEmpty());
        setGraphic(both);
    }
}
