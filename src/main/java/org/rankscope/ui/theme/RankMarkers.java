package org.rankscope.ui.theme;

import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** The marker of each rank, so that ranks differ by shape as well as by colour. Centred at (0, 0), in pixels. */
public final class RankMarkers {
    /** How many shapes there are before they repeat: not a multiple of the palette's length, so pairs repeat late. */
    private static final int SHAPES = 6;

    private RankMarkers() {}

    /** The marker of the rank at {@code place}, about {@code 2 * radius} wide. */
    public static Shape shape(int place, double radius) {
        double r = radius;
        return switch (place % SHAPES) {
            case 0 -> new Ellipse2D.Double(-r, -r, 2 * r, 2 * r);
            case 1 -> new Rectangle2D.Double(-r * 0.88, -r * 0.88, r * 1.76, r * 1.76);
            case 2 -> polygon(0, -r * 1.2, r * 1.1, r * 0.8, -r * 1.1, r * 0.8);
            case 3 -> polygon(0, -r * 1.25, r * 1.25, 0, 0, r * 1.25, -r * 1.25, 0);
            case 4 -> polygon(0, r * 1.2, r * 1.1, -r * 0.8, -r * 1.1, -r * 0.8);
            default ->
                polygon(
                        -r * 0.55, -r * 1.05, r * 0.55, -r * 1.05, r * 1.15, 0, r * 0.55, r * 1.05, -r * 0.55, r * 1.05,
                        -r * 1.15, 0);
        };
    }

    private static Shape polygon(double... points) {
        Path2D path = new Path2D.Double();
        path.moveTo(points[0], points[1]);
        for (int i = 2; i < points.length; i += 2) {
            path.lineTo(points[i], points[i + 1]);
        }
        path.closePath();
        return path;
    }
}
