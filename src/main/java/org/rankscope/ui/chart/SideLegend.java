package org.rankscope.ui.chart;

import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Orientation;
import javafx.scene.Cursor;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import org.rankscope.ui.study.Variant;
import org.rankscope.ui.theme.ChartColors;

/**
 * The methods of a chart that has too many to be named in a row or beside each curve: in columns at its side, as many as
 * its height asks for, for a chart has less height to give than width.
 */
public final class SideLegend extends FlowPane {
    private Consumer<Variant> onPick = picked -> {};

    public SideLegend(String id) {
        super(Orientation.VERTICAL);
        setId(id);
        getStyleClass().add("side-legend");
        managedProperty().bind(visibleProperty());
        setVisible(false);
    }

    /** Called with what was clicked. */
    public void setOnPick(Consumer<Variant> action) {
        onPick = action;
    }

    /** Names {@code entries}; is not there while there are none. */
    public void show(List<NamedMark> entries, ChartColors colors) {
        setVisible(!entries.isEmpty());
        getChildren().setAll(entries.stream().map(entry -> label(entry, colors)).toList());
    }

    private LegendEntry label(NamedMark entry, ChartColors colors) {
        LegendEntry label = new LegendEntry(entry.name(), entry.colour(), colors).inColumn();
        if (!entry.tip().isEmpty()) {
            label.setTooltip(new Tooltip(entry.tip()));
        }
        entry.pick().ifPresent(variant -> {
            label.setCursor(Cursor.HAND);
            label.setOnMouseClicked(event -> onPick.accept(variant));
        });
        return label;
    }
}
