package org.rankscope.ui.chart;

import java.awt.Color;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Orientation;
import javafx.scene.Cursor;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.paint.Paint;
import javafx.scene.shape.Line;
import org.rankscope.ui.study.Variant;
import org.rankscope.ui.theme.ChartColors;
import org.rankscope.ui.theme.MarkerNode;

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

    /** Adds what is drawn as a dashed line, and is no method. */
    public void addDashed(String name, Color color, String tip) {
        Line line = new Line(0, 0, MarkerNode.WIDTH, 0);
        line.setStroke(Paint.valueOf(ChartColors.hex(color)));
        line.setStrokeWidth(1.6);
        line.getStrokeDashArray().setAll(4.0, 3.0);
        Label label = new Label(name, line);
        label.getStyleClass().add("card-subtitle");
        label.setTooltip(new Tooltip(tip));
        getChildren().add(label);
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
