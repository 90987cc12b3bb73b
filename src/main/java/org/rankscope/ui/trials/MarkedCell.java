package org.rankscope.ui.trials;

import java.util.function.BooleanSupplier;
import java.util.function.Function;
import javafx.scene.control.TableCell;
import javafx.scene.layout.StackPane;
import org.rankscope.ui.study.VariantSummary;
import org.rankscope.ui.theme.Appearance;
import org.rankscope.ui.theme.MarkerNode;

/** A text with the row's marker before it, as in the charts. */
final class MarkedCell extends TableCell<VariantSummary, VariantSummary> {
    private final Appearance appearance;
    private final Function<VariantSummary, String> text;
    private final BooleanSupplier marked;
    private final MarkerNode marker = new MarkerNode();
    /** As wide for every shape, so that the texts begin below each other. */
    private final StackPane place = new StackPane(marker);

    /** @param marked whether no other column has the marker */
    MarkedCell(Appearance appearance, Function<VariantSummary, String> text, BooleanSupplier marked) {
        this.appearance = appearance;
        this.text = text;
        this.marked = marked;
        place.setMinWidth(MarkerNode.WIDTH);
        place.setPrefWidth(MarkerNode.WIDTH);
        setGraphicTextGap(6);
        getStyleClass().add("rank-cell");
    }

    @Override
    protected void updateItem(VariantSummary row, boolean empty) {
        super.updateItem(row, empty);
        if (empty || row == null) {
            setText(null);
            setGraphic(null);
            return;
        }
        setText(text.apply(row));
        marker.show(row.colour(), appearance.colorsProperty().get());
        setGraphic(marked.getAsBoolean() ? place : null);
    }
}
