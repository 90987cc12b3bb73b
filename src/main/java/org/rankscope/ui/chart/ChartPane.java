package org.rankscope.ui.chart;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import javafx.geometry.Bounds;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.fx.ChartCanvas;
import org.jfree.chart.plot.XYPlot;
import org.rankscope.ui.study.Variant;

/**
 * Shows a chart, says what is under the pointer, and turns clicks and arrow keys into the method and capacity that they mean.
 * Selecting is all that a pointer does here: no zooming, no context menu.
 */
public final class ChartPane extends Region {
    private static final double REACH_PIXELS = 18;
    /** Points as close as this are told of together: one may hide the other. */
    private static final double SAME_PLACE_PIXELS = 4;

    private final Tooltip tip = new Tooltip();
    private Optional<ChartCanvas> canvas = Optional.empty();
    private List<Hotspot> hotspots = List.of();
    private Consumer<Variant> onPick = picked -> {};
    private IntFunction<Optional<Variant>> neighbour = step -> Optional.empty();

    public ChartPane(String id) {
        setId(id);
        getStyleClass().add("chart-pane");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setMinSize(120, 80);
        addEventHandler(MouseEvent.MOUSE_MOVED, this::point);
        addEventHandler(MouseEvent.MOUSE_EXITED, event -> tip.hide());
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::pick);
        addEventHandler(KeyEvent.KEY_PRESSED, this::step);
    }

    /** Called with what was clicked. */
    public void setOnPick(Consumer<Variant> action) {
        onPick = action;
    }

    /** Tells what follows (+1) or precedes (-1) what is selected. */
    public void setNeighbour(IntFunction<Optional<Variant>> function) {
        neighbour = function;
    }

    /** Shows {@code chart} in place of the one before, with what a screen reader says of it. */
    public void show(JFreeChart chart, List<Hotspot> newHotspots, String accessibleText) {
        hotspots = List.copyOf(newHotspots);
        setAccessibleText(accessibleText);
        if (canvas.isPresent()) {
            canvas.get().setChart(chart);
            return;
        }
        ChartCanvas fresh = new ChartCanvas(chart);
        fresh.setTooltipEnabled(false);
        fresh.setMouseTransparent(true);
        fresh.widthProperty().bind(widthProperty());
        fresh.heightProperty().bind(heightProperty());
        canvas = Optional.of(fresh);
        getChildren().setAll(fresh);
    }

    /** The chart that is shown. */
    public Optional<JFreeChart> chart() {
        return canvas.map(ChartCanvas::getChart);
    }

    private void point(MouseEvent event) {
        Optional<Hotspot> near = nearest(event.getX(), event.getY());
        setCursor(near.flatMap(Hotspot::pick).isPresent() ? Cursor.HAND : Cursor.DEFAULT);
        if (near.isPresent() && getScene() != null) {
            tip.setText(tipAt(near.get(), event.getX(), event.getY()));
            Bounds here = localToScreen(getBoundsInLocal());
            tip.show(this, here.getMinX() + event.getX() + 14, here.getMinY() + event.getY() + 14);
        } else {
            tip.hide();
        }
    }

    /** What is said of {@code nearest}, and of the points of others that lie on it. */
    private String tipAt(Hotspot nearest, double x, double y) {
        if (isArea(nearest)) {
            return nearest.tip();
        }
        double reach = distance(nearest, x, y) + SAME_PLACE_PIXELS;
        Set<Variant> told = new HashSet<>();
        return hotspots.stream()
                .filter(spot -> !isArea(spot) && distance(spot, x, y) <= reach)
                .sorted(Comparator.comparingDouble(spot -> distance(spot, x, y)))
                .filter(spot -> spot.pick().isEmpty() || told.add(spot.pick().get()))
                .map(Hotspot::tip)
                .distinct()
                .collect(Collectors.joining("\n"));
    }

    private void pick(MouseEvent event) {
        requestFocus();
        nearest(event.getX(), event.getY()).flatMap(Hotspot::pick).ifPresent(onPick);
    }

    private void step(KeyEvent event) {
        int direction = event.getCode() == KeyCode.RIGHT ? 1 : event.getCode() == KeyCode.LEFT ? -1 : 0;
        if (direction != 0) {
            neighbour.apply(direction).ifPresent(onPick);
            event.consume();
        }
    }

    private Optional<Hotspot> nearest(double x, double y) {
        return hotspots.stream()
                .filter(spot -> distance(spot, x, y) <= REACH_PIXELS)
                .min(Comparator.comparingDouble(spot -> distance(spot, x, y)));
    }

    /** Pixels from the pointer to {@code spot}: a point within reach beats an area around the pointer. */
    private double distance(Hotspot spot, double x, double y) {
        return bounds(spot)
                .map(box -> isArea(spot)
                        ? (box.contains(x, y) ? REACH_PIXELS : Double.MAX_VALUE)
                        : Point2D.distance(box.getX(), box.getY(), x, y))
                .orElse(Double.MAX_VALUE);
    }

    private static boolean isArea(Hotspot spot) {
        return spot.halfWidth() > 0 || spot.halfHeight() > 0;
    }

    private Optional<Rectangle2D> bounds(Hotspot spot) {
        if (canvas.isEmpty() || !(canvas.get().getChart().getPlot() instanceof XYPlot plot)) {
            return Optional.empty();
        }
        Rectangle2D area = canvas.get().getRenderingInfo().getPlotInfo().getDataArea();
        ValueAxis domain = plot.getDomainAxis();
        ValueAxis range = plot.getRangeAxis();
        Rectangle2D box = new Rectangle2D.Double();
        box.setFrameFromDiagonal(
                domain.valueToJava2D(spot.x() - spot.halfWidth(), area, plot.getDomainAxisEdge()),
                range.valueToJava2D(spot.y() - spot.halfHeight(), area, plot.getRangeAxisEdge()),
                domain.valueToJava2D(spot.x() + spot.halfWidth(), area, plot.getDomainAxisEdge()),
                range.valueToJava2D(spot.y() + spot.halfHeight(), area, plot.getRangeAxisEdge()));
        return Optional.of(box);
    }
}
