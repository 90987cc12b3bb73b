package org.rankscope.model.bundled.picture;

import java.util.function.UnaryOperator;

/**
 * Points that are joined by straight strokes.
 *
 * @param x across, in the unit of whoever made it
 * @param y down
 * @param closed whether the last point is joined to the first; what lies within can be filled
 */
record Outline(double[] x, double[] y, boolean closed) {
    /** A point of the plane. */
    record Point(double x, double y) {}

    /** An outline of the points x0, y0, x1, y1, ... */
    static Outline of(boolean closed, double... coordinates) {
        double[] x = new double[coordinates.length / 2];
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = coordinates[2 * i];
            y[i] = coordinates[2 * i + 1];
        }
        return new Outline(x, y, closed);
    }

    /** An ellipse of as many straight strokes as look round. */
    static Outline ellipse(double middleX, double middleY, double radiusX, double radiusY) {
        return arc(middleX, middleY, radiusX, radiusY, 0, 1, true);
    }

    /** Part of an ellipse, from one share of a turn to another, clockwise from the right. */
    static Outline arc(double middleX, double middleY, double radiusX, double radiusY, double from, double to) {
        return arc(middleX, middleY, radiusX, radiusY, from, to, false);
    }

    private static Outline arc(
            double middleX, double middleY, double radiusX, double radiusY, double from, double to, boolean closed) {
        int strokes = 16;
        int points = closed ? strokes : strokes + 1;
        double[] x = new double[points];
        double[] y = new double[points];
        for (int i = 0; i < points; i++) {
            double angle = 2 * Math.PI * (from + (to - from) * i / strokes);
            x[i] = middleX + radiusX * StrictMath.cos(angle);
            y[i] = middleY + radiusY * StrictMath.sin(angle);
        }
        return new Outline(x, y, closed);
    }

    /** The same strokes between other points. */
    Outline map(UnaryOperator<Point> change) {
        double[] newX = new double[x.length];
        double[] newY = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            Point point = change.apply(new Point(x[i], y[i]));
            newX[i] = point.x();
            newY[i] = point.y();
        }
        return new Outline(newX, newY, closed);
    }

    /** How far a place is from the nearest stroke. */
    double distance(double px, double py) {
        double nearest = Double.MAX_VALUE;
        for (int i = closed ? 0 : 1; i < x.length; i++) {
            int before = i == 0 ? x.length - 1 : i - 1;
            double dx = x[i] - x[before];
            double dy = y[i] - y[before];
            double square = dx * dx + dy * dy;
            double along = square == 0 ? 0 : ((px - x[before]) * dx + (py - y[before]) * dy) / square;
            double t = Math.max(0, Math.min(1, along));
            double restX = px - x[before] - t * dx;
            double restY = py - y[before] - t * dy;
            nearest = Math.min(nearest, restX * restX + restY * restY);
        }
        return StrictMath.sqrt(nearest);
    }

    /** Whether a place lies within, by the parity of the strokes that a ray to the right crosses. */
    boolean contains(double px, double py) {
        boolean within = false;
        for (int i = 0, before = x.length - 1; closed && i < x.length; before = i++) {
            boolean crosses = y[i] > py != y[before] > py;
            if (crosses && px < (x[before] - x[i]) * (py - y[i]) / (y[before] - y[i]) + x[i]) {
                within = !within;
            }
        }
        return within;
    }
}
