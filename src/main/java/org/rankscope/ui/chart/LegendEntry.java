package org.rankscope.ui.chart;

import javafx.scene.control.Label;
import javafx.scene.layout.StackPane;
import org.rankscope.ui.theme.ChartColors;
import org.rankscope.ui.theme.MarkerNode;

/** A method with its colour and mark. */
public final class LegendEntry extends Label {
    public LegendEntry(String name, int colour, ChartColors colors) {
        super(name, new MarkerNode().show(colour, colors));
        getStyleClass().add("card-subtitle");
    }

    /** As wide before the name for every mark, so that names begin below each other. */
    LegendEntry inColumn() {
        StackPane place = new StackPane(getGraphic());
        place.setMinWidth(MarkerNode.WIDTH);
        place.setPrefWidth(MarkerNode.WIDTH);
        setGraphic(place);
        return this;
    }
}
