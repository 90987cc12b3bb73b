package org.rankscope.model.bundled.picture;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.rankscope.model.bundled.Choices;

/** Small drawings of things, turned, sized and placed at random: by many hands, or by a single one. */
public final class DrawingCorpus {
    /** Width and height in pixels. */
    public static final int SIZE = 32;

    private static final double MIDDLE = (SIZE - 1) / 2.0;

    private DrawingCorpus() {}

    /** The drawings {@code first} to {@code first + count - 1} of {@code seed}, each by another hand. */
    public static Stream<GrayImage> byManyHands(long seed, long first, long count) {
        return LongStream.range(first, first + count).mapToObj(index -> {
            Choices choices = Choices.of(seed, index);
            return draw(Hand.any(choices), choices);
        });
    }

    /** The drawings {@code first} to {@code first + count - 1} of {@code seed}, all by the same hand. */
    public static Stream<GrayImage> byOneHand(long seed, long first, long count) {
        return LongStream.range(first, first + count).mapToObj(index -> draw(Hand.PERSONAL, Choices.of(seed, index)));
    }

    private static GrayImage draw(Hand hand, Choices choices) {
        Canvas canvas = new Canvas(SIZE, hand.paper());
        double size = choices.between(7.0, 12.5);
        double turn = choices.between(-0.4, 0.4);
        double cos = size * StrictMath.cos(turn);
        double sin = size * StrictMath.sin(turn);
        double x = MIDDLE + choices.between(-3.0, 3.0);
        double y = MIDDLE + choices.between(-3.0, 3.0);
        for (Outline outline : choices.oneOf(List.of(Subject.values())).outlines()) {
            draw(canvas, hand, outline.map(point -> {
                double down = sin * point.x() + cos * point.y();
                double across = cos * point.x() - sin * point.y() - hand.slant() * down;
                return new Outline.Point(
                        x + across + choices.between(-hand.wobble(), hand.wobble()),
                        y + down + choices.between(-hand.wobble(), hand.wobble()));
            }));
        }
        return canvas.image();
    }

    private static void draw(Canvas canvas, Hand hand, Outline outline) {
        canvas.paint((px, py) -> outline.contains(px, py) ? 1 : 0, hand::fillingAt);
        canvas.paint(
                (px, py) -> Canvas.cover(outline.distance(px, py) - hand.lineWeight() / 2, 1), (px, py) -> hand.ink());
    }
}
