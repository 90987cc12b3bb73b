package org.rankscope.ui.chart;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Labels beside what they name. Each takes the first free one of its places; one that finds no room is left out, so
 * labels never cover each other: add the most important first.
 */
public final class Labels implements Mark.Painter {
    /** Where a label may stand, seen from its point. */
    public enum Side {
        RIGHT,
        LEFT,
        ABOVE,
        BELOW,
        ABOVE_RIGHT,
        ABOVE_LEFT,
        BELOW_RIGHT,
        BELOW_LEFT
    }

    /** One place where a label may stand: a side of a point. */
    public record Place(double x, double y, Side side) {}

    record Label(String text, Font font, Color color, double gap, List<Place> places) {}

    /** A label and the room that it takes, in pixels. */
    record Placed(Label label, Rectangle2D box) {}

    private record Obstacle(double x, double y, double radius) {}

    /** Room below a text that few letters use. */
    private static final double DESCENT = 2;

    private static final int PARTS_OF_SEGMENT = 24;

    private final List<Label> labels = new ArrayList<>();
    private final List<Obstacle> obstacles = new ArrayList<>();

    /** A point that no label may cover. */
    public void keepFree(double x, double y, double radiusPixels) {
        obstacles.add(new Obstacle(x, y, radiusPixels));
    }

    /** A line through {@code points}, each its x and y, that no label may cover. */
    public void keepFree(List<double[]> points, double radiusPixels) {
        for (int i = 1; i < points.size(); i++) {
            double[] from = points.get(i - 1);
            double[] to = points.get(i);
            for (int part = 1; part < PARTS_OF_SEGMENT; part++) {
                double share = part / (double) PARTS_OF_SEGMENT;
                keepFree(from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1]), radiusPixels);
            }
        }
    }

    /** A label for the point (x, y), {@code gap} pixels away from it. */
    public void add(double x, double y, String text, Font font, Color color, double gap, Side... sides) {
        add(
                text,
                font,
                color,
                gap,
                Stream.of(sides).map(side -> new Place(x, y, side)).toArray(Place[]::new));
    }

    /** A label that may stand at any of several points. */
    public void add(String text, Font font, Color color, double gap, Place... places) {
        labels.add(new Label(text, font, color, gap, List.of(places)));
    }

    @Override
    public void paint(Graphics2D graphics, Rectangle2D area, Mark.Pixels at) {
        for (Placed placed : placed(graphics, area, at)) {
            Label label = placed.label();
            graphics.setFont(label.font());
            graphics.setPaint(label.color());
            float baseline =
                    (float) (placed.box().getY() + graphics.getFontMetrics().getAscent());
            graphics.drawString(label.text(), (float) placed.box().getX(), baseline);
        }
    }

    /** Where the labels go that find room. */
    List<Placed> placed(Graphics2D graphics, Rectangle2D area, Mark.Pixels at) {
        List<Rectangle2D> taken = new ArrayList<>();
        for (Obstacle obstacle : obstacles) {
            double r = obstacle.radius();
            taken.add(new Rectangle2D.Double(at.x(obstacle.x()) - r, at.y(obstacle.y()) - r, 2 * r, 2 * r));
        }
        List<Placed> placed = new ArrayList<>();
        for (Label label : labels) {
            FontMetrics metrics = graphics.getFontMetrics(label.font());
            double width = metrics.stringWidth(label.text());
            double height = metrics.getAscent() + metrics.getDescent();
            label.places().stream()
                    .map(place -> box(place.side(), at.x(place.x()), at.y(place.y()), width, height, label.gap()))
                    .filter(box -> box.getMinX() >= area.getMinX()
                            && box.getMaxX() <= area.getMaxX()
                            && box.getMinY() >= area.getMinY()
                            && box.getMaxY() <= area.getMaxY() + DESCENT
                            && taken.stream().noneMatch(box::intersects))
                    .findFirst()
                    .ifPresent(box -> {
                        placed.add(new Placed(label, box));
                        taken.add(box);
                    });
        }
        return placed;
    }

    private static Rectangle2D box(Side side, double x, double y, double width, double height, double gap) {
        double left =
                switch (side) {
                    case RIGHT -> x + gap;
                    case ABOVE_RIGHT, BELOW_RIGHT -> x + gap * 0.75;
                    case LEFT -> x - gap - width;
                    case ABOVE_LEFT, BELOW_LEFT -> x - gap * 0.75 - width;
                    case ABOVE, BELOW -> x - width / 2;
                };
        double top =
                switch (side) {
                    case RIGHT, LEFT -> y - height / 2;
                    case ABOVE -> y - gap - height;
                    case ABOVE_RIGHT, ABOVE_LEFT -> y - gap * 0.75 - height;
                    case BELOW -> y + gap;
                    case BELOW_RIGHT, BELOW_LEFT -> y + gap * 0.75;
                };
        return new Rectangle2D.Double(left, top, width, height);
    }
}
