package org.rankscope.ui.theme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Rectangle2D;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.peft.AdapterConfig.Method;

/** As many methods as there are, and as many ranks as anyone tries, can be told apart. */
class ManyMarksTest {
    /** All but full fine-tuning, which is the reference. */
    private static final int METHODS = Method.values().length - 1;

    private static final double RADIUS = 50;
    /** Share of two shapes, one over the other, that only one of them covers; seen to be told apart at 9 pixels. */
    private static final double LEAST_DIFFERENCE = 0.15;
    /** Distance in OKLab times 100, about 2 of which can just be seen; the palette of Okabe and Ito has 13. */
    private static final double LEAST_DISTANCE = 9;

    static List<ChartColors> themes() {
        return List.of(ChartColors.LIGHT, ChartColors.DARK);
    }

    @ParameterizedTest
    @MethodSource("themes")
    void everyMarkIsSeenOnItsGround(ChartColors colors) {
        for (int place = -1; place < colors.ranks().size(); place++) {
            double contrast = SequentialPalette.contrast(colors.rank(place), colors.background());
            assertTrue(contrast >= 3, ChartColors.hex(colors.rank(place)) + " has a contrast of " + contrast);
        }
    }

    @ParameterizedTest
    @MethodSource("themes")
    void everyMethodHasAColourOfItsOwn(ChartColors colors) {
        for (int one = -1; one < METHODS; one++) {
            for (int other = -1; other < one; other++) {
                double distance = distance(colors.rank(one), colors.rank(other));
                assertTrue(
                        distance >= LEAST_DISTANCE,
                        ChartColors.hex(colors.rank(one)) + " and " + ChartColors.hex(colors.rank(other)) + ": "
                                + distance);
            }
        }
    }

    @Test
    void everyMethodHasAShapeOfItsOwn() {
        for (int one = -1; one < METHODS; one++) {
            for (int other = -1; other < one; other++) {
                double difference = difference(RankMarkers.shape(one, RADIUS), RankMarkers.shape(other, RADIUS));
                assertTrue(difference >= LEAST_DIFFERENCE, one + " and " + other + ": " + difference);
            }
        }
    }

    @Test
    void colourAndShapeTogetherRepeatLate() {
        int colours = ChartColors.LIGHT.ranks().size();
        assertEquals(colours, ChartColors.DARK.ranks().size());
        Set<List<Integer>> pairs = new HashSet<>();
        IntStream.range(0, 100).forEach(place -> pairs.add(List.of(place % colours, place % RankMarkers.SHAPES)));
        assertEquals(100, pairs.size());
    }

    @Test
    void noShapeIsWiderThanItsPlaceInALegend() {
        for (int place = -1; place < METHODS; place++) {
            Rectangle2D bounds = RankMarkers.shape(place, MarkerNode.RADIUS).getBounds2D();
            assertTrue(bounds.getWidth() <= MarkerNode.WIDTH, "place " + place + ": " + bounds);
            assertTrue(bounds.getHeight() <= MarkerNode.WIDTH, "place " + place + ": " + bounds);
        }
    }

    private static double difference(Shape one, Shape other) {
        Area either = new Area(one);
        either.add(new Area(other));
        Area both = new Area(one);
        both.intersect(new Area(other));
        Area rest = new Area(either);
        rest.subtract(both);
        return size(rest) / size(either);
    }

    /** Counted at points of a grid. */
    private static double size(Area area) {
        Area moved = area.createTransformedArea(AffineTransform.getTranslateInstance(100, 100));
        return IntStream.range(0, 200)
                .mapToLong(y -> IntStream.range(0, 200)
                        .filter(x -> moved.contains(x + 0.5, y + 0.5))
                        .count())
                .sum();
    }

    /** B. Ottosson, A perceptual color space for image processing (2020). */
    private static double distance(Color one, Color other) {
        double[] a = oklab(one);
        double[] b = oklab(other);
        return 100 * Math.sqrt(Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
    }

    private static double[] oklab(Color color) {
        double r = linear(color.getRed());
        double g = linear(color.getGreen());
        double b = linear(color.getBlue());
        double l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        double m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        double s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        return new double[] {
            0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
        };
    }

    private static double linear(int value) {
        double c = value / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
}
