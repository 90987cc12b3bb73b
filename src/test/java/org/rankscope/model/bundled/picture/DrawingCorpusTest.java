package org.rankscope.model.bundled.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DrawingCorpusTest {
    private static final int MANY = 300;

    @Test
    void pixelsFollowFromTheSeedOnEveryMachine() {
        assertEquals("84864b4c61fbc07d", PixelHash.of(DrawingCorpus.byManyHands(1, 0, 20)));
        assertEquals("53925c7bbbcba039", PixelHash.of(DrawingCorpus.byOneHand(1, 0, 20)));
    }

    @Test
    void aRangeIsAPartOfTheWhole() {
        List<GrayImage> all = DrawingCorpus.byOneHand(4, 0, 12).toList();
        assertEquals(all.subList(5, 12), DrawingCorpus.byOneHand(4, 5, 7).toList());
    }

    @Test
    void oneHandAlwaysUsesTheSamePaper() {
        assertEquals(1, papers(DrawingCorpus.byOneHand(2, 0, MANY)));
        assertTrue(papers(DrawingCorpus.byManyHands(2, 0, MANY)) > 50);
    }

    /** Hatching and strokes lean to the right: tones repeat along the rising diagonal, not along the falling one. */
    @Test
    void theOneHandLeansAndTheManyDoNot() {
        double one = mean(DrawingCorpus.byOneHand(2, 0, MANY), DrawingCorpusTest::lean);
        double many = mean(DrawingCorpus.byManyHands(2, 0, MANY), DrawingCorpusTest::lean);
        assertTrue(one > 0.2, "lean of the one hand " + one);
        assertTrue(Math.abs(many) < 0.05, "lean of many hands " + many);
    }

    /** How much less tones change along the rising diagonal than along the falling one, from -1 to 1. */
    private static double lean(GrayImage image) {
        double rising = 0;
        double falling = 0;
        for (int y = 1; y < image.height(); y++) {
            for (int x = 1; x < image.width(); x++) {
                rising += Math.abs(image.at(x, y - 1) - image.at(x - 1, y));
                falling += Math.abs(image.at(x, y) - image.at(x - 1, y - 1));
            }
        }
        return (falling - rising) / (falling + rising);
    }

    private static double mean(Stream<GrayImage> images, ToDoubleFunction<GrayImage> measure) {
        return images.mapToDouble(measure).average().orElseThrow();
    }

    private static long papers(Stream<GrayImage> images) {
        return images.map(image -> image.at(0, 0)).distinct().count();
    }
}
