package org.rankscope.ui.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rankscope.ui.fx.NativeTextCondition;

@ExtendWith(NativeTextCondition.class)
class LabelsTest {
    private static final int SIZE = 200;
    private static final Rectangle2D AREA = new Rectangle2D.Double(20, 20, 160, 160);

    private static final Mark.Pixels AS_THEY_ARE = new Mark.Pixels() {
        @Override
        public double x(double value) {
            return value;
        }

        @Override
        public double y(double value) {
            return value;
        }
    };

    private final Labels labels = new Labels();

    private BufferedImage draw() {
        BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = image.createGraphics();
        labels.paint(graphics, AREA, AS_THEY_ARE);
        graphics.dispose();
        return image;
    }

    private static long inked(BufferedImage image, Color color, Rectangle2D where) {
        long count = 0;
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                boolean same = (image.getRGB(x, y) & 0xFFFFFF) == (color.getRGB() & 0xFFFFFF);
                count += image.getRGB(x, y) >>> 24 > 128 && same && where.contains(x, y) ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void aLabelThatFindsNoRoomIsLeftOut() {
        labels.add(100, 100, "first", ChartStyle.TEXT, Color.RED, 6, Labels.Side.RIGHT);
        labels.add(100, 100, "second", ChartStyle.TEXT, Color.BLUE, 6, Labels.Side.RIGHT);
        BufferedImage image = draw();
        assertTrue(inked(image, Color.RED, AREA) > 0);
        assertEquals(0, inked(image, Color.BLUE, AREA));
    }

    @Test
    void aLabelAtTheEdgeTakesTheSideInside() {
        labels.add(178, 100, "at the edge", ChartStyle.TEXT, Color.RED, 6, Labels.Side.RIGHT, Labels.Side.LEFT);
        assertTrue(inked(draw(), Color.RED, new Rectangle2D.Double(20, 80, 155, 40)) > 0);
    }

    @Test
    void aLabelKeepsOffALine() {
        labels.keepFree(List.of(new double[] {30, 100}, new double[] {170, 100}), 1.5);
        labels.add(100, 100, "aside", ChartStyle.TEXT, Color.RED, 6, Labels.Side.RIGHT, Labels.Side.ABOVE_RIGHT);
        BufferedImage image = draw();
        assertEquals(0, inked(image, Color.RED, new Rectangle2D.Double(20, 99, 160, 80)));
        assertTrue(inked(image, Color.RED, AREA) > 0);
    }

    @Test
    void aLabelKeepsOffWhatIsToBeSeen() {
        labels.keepFree(128, 100, 8);
        labels.add(100, 100, "aside", ChartStyle.TEXT, Color.RED, 6, Labels.Side.RIGHT, Labels.Side.BELOW);
        BufferedImage image = draw();
        assertEquals(0, inked(image, Color.RED, new Rectangle2D.Double(120, 92, 16, 16)));
        assertTrue(inked(image, Color.RED, AREA) > 0);
    }

    @Test
    void howeverManyThereAreNoLabelCoversAnotherOrIsCut() {
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            labels.add(
                    20 + 160 * random.nextDouble(),
                    20 + 160 * random.nextDouble(),
                    "label " + i,
                    ChartStyle.TEXT,
                    Color.RED,
                    6,
                    Labels.Side.values());
        }
        Graphics2D graphics = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_ARGB).createGraphics();
        List<Rectangle2D> boxes = labels.placed(graphics, AREA, AS_THEY_ARE).stream()
                .map(Labels.Placed::box)
                .toList();
        graphics.dispose();
        assertTrue(boxes.size() > 10, boxes.size() + " were placed");
        Rectangle2D room = new Rectangle2D.Double(AREA.getX(), AREA.getY(), AREA.getWidth(), AREA.getHeight() + 2);
        for (Rectangle2D box : boxes) {
            assertTrue(room.contains(box), box.toString());
            assertEquals(1, boxes.stream().filter(box::intersects).count(), box.toString());
        }
    }
}
