package org.rankscope.ui.chart;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.Tick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** An axis whose only ticks are places that are named: the ranks of a study at log2(rank), say. */
public final class PlacesAxis extends NumberAxis {
    private static final long serialVersionUID = 1L;
    private static final double SHARE_OF_MARGIN = 0.055;
    private static final double LEAST_MARGIN = 0.3;
    private static final double PIXELS_A_LETTER = 7;

    /** A named place. */
    public record Place(double position, String name) implements Serializable {}

    private final ArrayList<Place> places;

    /**
     * @param places rising
     * @param first where what is shown begins; there is a margin on either side
     * @param last where it ends
     */
    public PlacesAxis(String label, List<Place> places, double first, double last) {
        super(label);
        this.places = new ArrayList<>(places);
        double margin = Math.max(LEAST_MARGIN, (last - first) * SHARE_OF_MARGIN);
        setRange(first - margin, last + margin);
    }

    @Override
    public List<Tick> refreshTicks(Graphics2D g2, AxisState state, Rectangle2D dataArea, RectangleEdge edge) {
        List<Tick> ticks = new ArrayList<>();
        double taken = Double.NEGATIVE_INFINITY;
        for (Place place : places) {
            double pixel = valueToJava2D(place.position(), dataArea, edge);
            double half = place.name().length() * PIXELS_A_LETTER / 2 + 3;
            if (pixel - half >= taken) {
                ticks.add(new NumberTick(place.position(), place.name(), TextAnchor.TOP_CENTER, TextAnchor.CENTER, 0));
                taken = pixel + half;
            }
        }
        return ticks;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && other instanceof PlacesAxis axis && places.equals(axis.places);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + places.hashCode();
    }
}
