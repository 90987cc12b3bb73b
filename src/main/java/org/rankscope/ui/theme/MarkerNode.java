package org.rankscope.ui.theme;

import java.awt.Shape;
import java.awt.geom.PathIterator;
import javafx.scene.paint.Paint;
import javafx.scene.shape.SVGPath;

/** A marker of the charts as a node, for tables and legends. */
public final class MarkerNode extends SVGPath {
    /** As wide as the widest marker. */
    public static final double WIDTH = 13;

    static final double RADIUS = 4.5;

    /** Shows the marker of what stands at {@code place}; see {@link RankMarkers#shape}. */
    public MarkerNode show(int place, ChartColors colors) {
        setContent(path(RankMarkers.shape(place, RADIUS)));
        setFill(Paint.valueOf(ChartColors.hex(colors.rank(place))));
        return this;
    }

    private static String path(Shape shape) {
        StringBuilder path = new StringBuilder();
        double[] c = new double[6];
        for (PathIterator it = shape.getPathIterator(null); !it.isDone(); it.next()) {
            path.append(
                    switch (it.currentSegment(c)) {
                        case PathIterator.SEG_MOVETO -> "M" + c[0] + " " + c[1];
                        case PathIterator.SEG_LINETO -> "L" + c[0] + " " + c[1];
                        case PathIterator.SEG_QUADTO -> "Q" + c[0] + " " + c[1] + " " + c[2] + " " + c[3];
                        case PathIterator.SEG_CUBICTO ->
                            "C" + c[0] + " " + c[1] + " " + c[2] + " " + c[3] + " " + c[4] + " " + c[5];
                        default -> "Z";
                    });
        }
        return path.toString();
    }
}
