package org.rankscope.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.model.ImageSettings;
import org.rankscope.model.ImageSettings.Resampling;

class ImagesTest {
    @TempDir
    private Path folder;

    /** Weights of the first pixel are 0.75, 0.75, 0.25 over 1.75: 125 / 1.75 = 71.4; of the second 212.5 / 1.75 = 121.4. */
    @Test
    void bilinearLooksAtAllPixelsWhereAnImageIsMadeSmaller() {
        assertArrayEquals(new int[] {71, 121}, values(Resize.of(row(0, 100, 200, 50), 2, 1, Resampling.BILINEAR)));
        assertArrayEquals(new int[] {71, 121}, values(Resize.of(column(0, 100, 200, 50), 1, 2, Resampling.BILINEAR)));
    }

    /** Middles of the pixels lie at 0.25, 0.75, 1.25 and 1.75 of the old ones, whose middles are at 0.5 and 1.5. */
    @Test
    void bilinearLooksAtTheNextTwoPixelsWhereAnImageIsMadeLarger() {
        assertArrayEquals(new int[] {0, 25, 75, 100}, values(Resize.of(row(0, 100), 4, 1, Resampling.BILINEAR)));
    }

    /**
     * With a = -0.5 the kernel is 0.8671875 at 0.25, 0.2265625 at 0.75 and -0.0703125 at 1.25. The second pixel is
     * 255 * 0.2265625 / 1.09375 = 52.8, the third 255 less that; the outer ones overshoot and are cut.
     */
    @Test
    void bicubicIsThatOfPillow() {
        assertArrayEquals(new int[] {0, 53, 202, 255}, values(Resize.of(row(0, 255), 4, 1, Resampling.BICUBIC)));
    }

    @Test
    void theNearestPixelIsTheOneThatAMiddleFallsOn() {
        assertArrayEquals(new int[] {2, 4}, values(Resize.of(row(1, 2, 3, 4), 2, 1, Resampling.NEAREST)));
        assertArrayEquals(
                new int[] {7, 7, 9, 9, 9},
                values(Resize.of(row(7, 9), 5, 1, Resampling.NEAREST)).clone());
    }

    @Test
    void aConstantImageStaysConstant() {
        for (Resampling resampling : Resampling.values()) {
            for (int value : values(Resize.of(row(93, 93, 93, 93, 93), 3, 4, resampling))) {
                assertEquals(93, value, resampling.toString());
            }
        }
    }

    /** Luma of pure red: 255 * 19595 / 65536 = 76.2. */
    @Test
    void coloursBecomeGrayByTheirLuma() {
        Pixels red = new Pixels(1, 1, 3, new byte[] {(byte) 255, 0, 0});
        assertArrayEquals(new int[] {76}, values(red.inChannels(1)));
        assertArrayEquals(new int[] {9, 9, 9}, values(row(9).inChannels(3)));
    }

    @Test
    void pixelsAreScaledAndNormalisedChannelByChannel() {
        Pixels image = new Pixels(1, 1, 3, new byte[] {0, 51, (byte) 255});
        ImageSettings settings = new ImageSettings(
                3, 1, 1, OptionalInt.empty(), Resampling.BILINEAR, List.of(0.5, 0.5, 0.5), List.of(0.5, 0.25, 0.5));
        assertArrayEquals(new float[] {-1f, -1.2f, 1f}, ImageInput.of(image, settings), 1e-6f);
    }

    /** 4 x 2 with a shortest edge of 2 stays as it is; the middle two columns are cut out. */
    @Test
    void theMiddleIsCutOutBehindTheShortestEdge() {
        Pixels image = new Pixels(4, 2, 1, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        ImageSettings settings =
                new ImageSettings(1, 2, 2, OptionalInt.of(2), Resampling.BICUBIC, List.of(0.0), List.of(1.0));
        assertArrayEquals(new int[] {2, 3, 6, 7}, ImageInput.ofMask(image, settings));
    }

    @Test
    void grayFilesKeepTheirValues() throws Exception {
        BufferedImage gray = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        gray.getRaster().setSample(0, 0, 0, 60);
        gray.getRaster().setSample(1, 0, 0, 200);
        assertArrayEquals(new int[] {60, 200}, values(ImageFile.read(written(gray))));
        BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(0, 0, 0, 0x7fff);
        assertArrayEquals(new int[] {0x7f}, values(ImageFile.read(written(deep))));
    }

    @Test
    void whatIsTransparentKeepsItsColour() throws Exception {
        BufferedImage clear = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        clear.setRGB(0, 0, 0x20102030);
        assertArrayEquals(new int[] {0x10, 0x20, 0x30}, values(ImageFile.read(written(clear))));
    }

    @Test
    void placesInAPaletteAreColoursOfAnImageAndClassesOfAMask() throws Exception {
        byte[] red = {0, (byte) 250};
        IndexColorModel palette = new IndexColorModel(8, 2, red, new byte[] {0, 10}, new byte[] {0, 20});
        BufferedImage indexed = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
        indexed.getRaster().setSample(1, 0, 0, 1);
        Path file = written(indexed);
        assertArrayEquals(new int[] {0, 0, 0, 250, 10, 20}, values(ImageFile.read(file)));
        assertArrayEquals(new int[] {0, 1}, values(ImageFile.readMask(file)));
    }

    @Test
    void hugeImagesAreRefusedBeforeTheyAreDecoded() throws Exception {
        byte[] png = Files.readAllBytes(written(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY)));
        ByteBuffer header = ByteBuffer.wrap(png).putInt(16, 40_000).putInt(20, 30_000);
        CRC32 sum = new CRC32();
        sum.update(png, 12, 17);
        header.putInt(29, (int) sum.getValue());
        Path file = Files.write(folder.resolve("huge.png"), png);
        assertRefused("40000 x 30000 pixels", () -> ImageFile.read(file));
    }

    @Test
    void masksAreGrayAndBrokenFilesAreRefused() throws Exception {
        BufferedImage colours = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        colours.setRGB(0, 0, 0x102030);
        Path file = written(colours);
        assertRefused("holds colours", () -> ImageFile.readMask(file));
        Path text = Files.writeString(folder.resolve("text.png"), "no image");
        assertRefused("not an image", () -> ImageFile.read(text));
        byte[] torn = Files.readAllBytes(file);
        Path half = Files.write(folder.resolve("half.png"), java.util.Arrays.copyOf(torn, 40));
        assertRefused("broken image", () -> ImageFile.read(half));
        assertRefused("no such file", () -> ImageFile.read(folder.resolve("none.png")));
    }

    /** Orientation 6: the stored image is to be turned clockwise by a quarter. */
    @Test
    void imagesAreTurnedUpright() {
        Pixels stored = new Pixels(3, 2, 1, new byte[] {1, 2, 3, 4, 5, 6});
        Pixels upright = Orientation.upright(stored, 6);
        assertEquals(2, upright.width());
        assertArrayEquals(new int[] {4, 1, 5, 2, 6, 3}, values(upright));
        assertArrayEquals(new int[] {3, 6, 2, 5, 1, 4}, values(Orientation.upright(stored, 8)));
        assertArrayEquals(new int[] {6, 5, 4, 3, 2, 1}, values(Orientation.upright(stored, 3)));
    }

    private Path written(BufferedImage image) throws IOException {
        Path file = folder.resolve("image.png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private static void assertRefused(String part, org.junit.jupiter.api.function.Executable attempt) {
        String message =
                assertThrows(ImageFile.BadImageException.class, attempt).getMessage();
        assertTrue(message.contains(part), message);
    }

    private static Pixels row(int... values) {
        return new Pixels(values.length, 1, 1, bytes(values));
    }

    private static Pixels column(int... values) {
        return new Pixels(1, values.length, 1, bytes(values));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static int[] values(Pixels image) {
        int[] values = new int[image.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = image.values()[i] & 0xff;
        }
        return values;
    }
}
