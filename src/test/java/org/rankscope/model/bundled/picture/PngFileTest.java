package org.rankscope.model.bundled.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngFileTest {
    @Test
    void anotherReaderSeesEveryPixel() throws IOException {
        check(DrawingCorpus.byOneHand(1, 0, 1).findFirst().orElseThrow());
    }

    /** 300 x 300 pixels take two stored blocks. */
    @Test
    void largeImagesTakeSeveralBlocks() throws IOException {
        List<GrayImage> row = DrawingCorpus.byOneHand(1, 0, 3).toList();
        check(ContactSheet.of(List.of(row, row, row), 3));
    }

    private static void check(GrayImage image) throws IOException {
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(PngFile.bytes(image)));
        assertEquals(image.width(), read.getWidth());
        assertEquals(image.height(), read.getHeight());
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                assertEquals(image.at(x, y), read.getRaster().getSample(x, y, 0), x + ", " + y);
            }
        }
    }
}
