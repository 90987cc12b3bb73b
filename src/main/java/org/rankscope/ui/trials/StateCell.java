package org.rankscope.ui.trials;

import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.Tooltip;
import org.rankscope.ui.study.VariantSummary;

/** The state as a pill, or once complete how the runs went; the reason in its tip. */
final class StateCell extends TableCell<VariantSummary, VariantSummary> {
    private static final double TIP_WIDTH = 420;
    private static final int LETTERS_A_LINE = 60;

    private final Label pill = new Label();

    @Override
    protected void updateItem(VariantSummary row, boolean empty) {
        super.updateItem(row, empty);
        if (empty || row == null) {
            setGraphic(null);
            return;
        }
        pill.getStyleClass().setAll("label", "pill", "pill-" + TrialsViewModel.tone(row));
        pill.setText(TrialsViewModel.state(row));
        pill.setTooltip(TrialsViewModel.explanation(row).map(StateCell::tip).orElse(null));
        setGraphic(pill);
    }

    private static Tooltip tip(String text) {
        Tooltip tip = new Tooltip(text);
        tip.setWrapText(true);
        if (text.length() > LETTERS_A_LINE) {
            // Without a width of its own a tip is placed as high as if it were one line, and leaves the screen.
            tip.setPrefWidth(TIP_WIDTH);
        }
        return tip;
    }
}
