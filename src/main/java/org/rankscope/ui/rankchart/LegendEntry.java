package org.rankscope.ui.rankchart;

import javafx.scene.control.Label;
import org.rankscope.ui.theme.ChartColors;
import org.rankscope.ui.theme.MarkerNode;

/** A method with its colour and mark. */
final class LegendEntry extends Label {
    LegendEntry(String name, int colour, ChartColors colors) {
        super(name, new MarkerNode().show(colour, colors));
        getStyleClass().add("card-subtitle");
    }
}
