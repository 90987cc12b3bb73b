package org.rankscope.ui.theme;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** The marker of each rank or method, so that they differ by shape as well as by colour. Centred at (0, 0), in pixels. */
public final class RankMarkers {
    /**
     * How many shapes there are before they repeat: one for each method that can be compared, so that none needs its colour, and
     * no divisor in common with the palette's length, so that pairs repeat late.
     */
    static final int SHAPES = 12;

    private static final int POINTS_OF_STAR = 5;
    /** Half the width of the arms of a plus or a cross, as a share of the radius. */
    private static final double ARM = 0.36;

    private RankMarkers() {}

    /** The marker of what stands at {@code place}, about {@code 2 * radius} wide; of the reference, a negative place, a dash. */
    public static Shape shape(int place, double radius) {
        double r = radius;
        if (place < 0) {
            return new Rectangle2D.Double(-r * 1.2, -r * 0.3, r * 2.4, r * 0.6);
        }
        return switch (place % SHAPES) {
            case 0 -> new Ellipse2D.Double(-r, -r, 2 * r, 2 * r);
            case 1 -> new Rectangle2D.Double(-r * 0.88, -r * 0.88, r * 1.76, r * 1.76);
            case 2 -> polygon(0, -r * 1.2, r * 1.1, r * 0.8, -r * 1.1, r * 0.8);
            case 3 -> polygon(0, -r * 1.25, r * 1.25, 0, 0, r * 1.25, -r * 1.25, 0);
            case 4 -> polygon(0, r * 1.2, r * 1.1, -r * 0.8, -r * 1.1, -r * 0.8);
            case 5 -> star(r * 1.35);
            case 6 -> plus(r * 1.15);
            case 7 -> AffineTransform.getRotateInstance(Math.PI / 4).createTransformedShape(plus(r * 1.25));
            case 8 -> polygon(-r, -r * 1.1, r, -r * 1.1, -r, r * 1.1, r, r * 1.1);
            case 9 -> polygon(r * 1.2, 0, -r * 0.8, r * 1.1, -r * 0.8, -r * 1.1);
            case 10 -> polygon(-r * 1.2, 0, r * 0.8, r * 1.1, r * 0.8, -r * 1.1);
            default -> polygon(-r * 1.1, -r, -r * 1.1, r, r * 1.1, -r, r * 1.1, r);
        };
    }

    /** An arrow that says that something is further up. */
    public static Shape arrowUp(double radius) {
        return polygon(0, -radius, radius, radius * 0.8, -radius, radius * 0.8);
    }

    private static Shape star(double radius) {
        double[] points = new double[4 * POINTS_OF_STAR];
        for (int i = 0; i < 2 * POINTS_OF_STAR; i++) {
            double distance = i % 2 == 0 ? radius : radius * 0.45;
            double angle = Math.PI * i / POINTS_OF_STAR;
            points[2 * i] = distance * Math.sin(angle);
            points[2 * i + 1] = -distance * Math.cos(angle);
        }
        return polygon(points);
    }

    private static Shape plus(double r) {
        double a = r * ARM;
        return polygon(-a, -r, a, -r, a, -a, r, -a, r, a, a, a, a, r, -a, r, -a, a, -r, a, -r, -a, -a, -a);
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
