package org.rankscope.model.bundled.picture;

import java.util.ArrayList;
import java.util.List;

/** What is drawn: outlines within -1..1, down and to the right. Later ones stand before earlier ones. */
enum Subject {
    CIRCLE(Outline.ellipse(0, 0, 0.9, 0.9)),
    RING(Outline.ellipse(0, 0, 0.9, 0.9), Outline.ellipse(0, 0, 0.4, 0.4)),
    TRIANGLE(Outline.of(true, 0, -0.9, 0.9, 0.8, -0.9, 0.8)),
    SQUARE(Outline.of(true, -0.8, -0.8, 0.8, -0.8, 0.8, 0.8, -0.8, 0.8)),
    DIAMOND(Outline.of(true, 0, -1, 0.7, 0, 0, 1, -0.7, 0)),
    STAR(star()),
    HOUSE(
            Outline.of(true, -0.7, 0, 0.7, 0, 0.7, 0.9, -0.7, 0.9),
            Outline.of(true, -0.9, 0, 0, -0.9, 0.9, 0),
            Outline.of(true, -0.2, 0.35, 0.2, 0.35, 0.2, 0.9, -0.2, 0.9)),
    TREE(Outline.of(true, -0.15, 0.3, 0.15, 0.3, 0.15, 0.95, -0.15, 0.95), Outline.ellipse(0, -0.3, 0.65, 0.65)),
    BOAT(
            Outline.of(true, -0.9, 0.4, 0.9, 0.4, 0.6, 0.9, -0.6, 0.9),
            Outline.of(false, 0, 0.4, 0, -0.9),
            Outline.of(true, 0.1, -0.8, 0.7, 0.2, 0.1, 0.2)),
    FISH(Outline.of(true, 0.4, 0, 0.95, -0.5, 0.95, 0.5), Outline.ellipse(-0.2, 0, 0.7, 0.45)),
    FACE(
            Outline.ellipse(0, 0, 0.9, 0.9),
            Outline.ellipse(-0.35, -0.25, 0.12, 0.12),
            Outline.ellipse(0.35, -0.25, 0.12, 0.12),
            Outline.arc(0, 0.15, 0.45, 0.4, 0.05, 0.45)),
    FLOWER(
            Outline.of(false, 0, 0, 0, 1),
            Outline.ellipse(0, -0.75, 0.28, 0.28),
            Outline.ellipse(0.4, -0.35, 0.28, 0.28),
            Outline.ellipse(-0.4, -0.35, 0.28, 0.28),
            Outline.ellipse(0, 0, 0.28, 0.28),
            Outline.ellipse(0, -0.35, 0.25, 0.25)),
    CUP(Outline.arc(0.5, 0, 0.4, 0.4, -0.25, 0.25), Outline.of(true, -0.7, -0.6, 0.6, -0.6, 0.45, 0.8, -0.55, 0.8)),
    CROSS(Outline.of(
            true, -0.3, -0.9, 0.3, -0.9, 0.3, -0.3, 0.9, -0.3, 0.9, 0.3, 0.3, 0.3, 0.3, 0.9, -0.3, 0.9, -0.3, 0.3, -0.9,
            0.3, -0.9, -0.3, -0.3, -0.3)),
    ARROW(Outline.of(true, -0.9, -0.25, 0.1, -0.25, 0.1, -0.7, 0.95, 0, 0.1, 0.7, 0.1, 0.25, -0.9, 0.25)),
    ZIGZAG(Outline.of(false, -0.95, 0.5, -0.55, -0.5, -0.15, 0.5, 0.25, -0.5, 0.6, 0.5, 0.95, -0.5)),
    SPIRAL(spiral()),
    MOUNTAINS(
            Outline.of(true, -1, 0.8, -0.3, -0.7, 0.4, 0.8),
            Outline.of(true, 0, 0.8, 0.5, -0.2, 1, 0.8),
            Outline.ellipse(0.6, -0.7, 0.22, 0.22));

    private final List<Outline> outlines;

    Subject(Outline... outlines) {
        this.outlines = List.of(outlines);
    }

    List<Outline> outlines() {
        return outlines;
    }

    private static Outline star() {
        int points = 10;
        double[] x = new double[points];
        double[] y = new double[points];
        for (int i = 0; i < points; i++) {
            double radius = i % 2 == 0 ? 1 : 0.42;
            x[i] = radius * StrictMath.sin(2 * Math.PI * i / points);
            y[i] = -radius * StrictMath.cos(2 * Math.PI * i / points);
        }
        return new Outline(x, y, true);
    }

    private static Outline spiral() {
        int points = 40;
        List<Double> coordinates = new ArrayList<>();
        for (int i = 0; i < points; i++) {
            double angle = 2 * Math.PI * 2.5 * i / points;
            double radius = 0.95 * i / points;
            coordinates.add(radius * StrictMath.cos(angle));
            coordinates.add(radius * StrictMath.sin(angle));
        }
        return Outline.of(
                false, coordinates.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
