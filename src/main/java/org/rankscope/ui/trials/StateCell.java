package org.rankscope.ui.trials;

import java.util.Locale;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.Tooltip;
import org.rankscope.study.Failure;
import org.rankscope.ui.study.RankSummary;

/** The state as a pill; a failure's reason in its tip. */
final class StateCell extends TableCell<RankSummary, RankSummary> {
    private final Label pill = new Label();

    @Override
    protected void updateItem(RankSummary row, boolean empty) {
        super.updateItem(row, empty);
        if (empty || row == null) {
            setGraphic(null);
            return;
        }
        pill.getStyleClass()
                .setAll("label", "pill", "pill-" + row.state().name().toLowerCase(Locale.ROOT));
        pill.setText(TrialsViewModel.state(row));
        pill.setTooltip(row.failure().map(Failure::message).map(Tooltip::new).orElse(null));
        setGraphic(pill);
    }
}
