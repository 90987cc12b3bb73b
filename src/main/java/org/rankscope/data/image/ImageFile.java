package org.rankscope.data.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Reads image files. What is transparent keeps the colour that it has, as when Pillow converts to RGB. */
public final class ImageFile {
    private static final long MAX_PIXELS = 100_000_000;

    static {
        // thousands of small files: a cache on disk for each would only cost time
        ImageIO.setUseCache(false);
    }

    private ImageFile() {}

    /** Why a file is no image that can be used; the message follows the name of the file. */
    public static final class BadImageException extends Exception {
        private static final long serialVersionUID = 1L;

        BadImageException(String message) {
            super(message, null, false, false);
        }
    }

    /** Ends of the names of files that can be read, in lower case. */
    public static Set<String> suffixes() {
        Set<String> suffixes = new TreeSet<>();
        for (String suffix : ImageIO.getReaderFileSuffixes()) {
            if (!suffix.isEmpty()) {
                suffixes.add(suffix.toLowerCase(Locale.ROOT));
            }
        }
        return suffixes;
    }

    /** The image in {@code file}, upright, gray or in colours as it is stored. */
    public static Pixels read(Path file) throws BadImageException {
        byte[] bytes = bytes(file);
        return Orientation.upright(pixels(decoded(bytes)), Orientation.of(bytes));
    }

    /** The classes of the pixels in {@code file}: gray values, or places in a palette. */
    public static Pixels readMask(Path file) throws BadImageException {
        BufferedImage image = decoded(bytes(file));
        if (image.getColorModel() instanceof IndexColorModel
                && image.getColorModel().getPixelSize() <= 8) {
            return samples(image.getRaster(), 1, band -> Byte.SIZE);
        }
        Pixels pixels = pixels(image);
        byte[] values = new byte[pixels.width() * pixels.height()];
        for (int i = 0; i < values.length; i++) {
            values[i] = pixels.values()[i * pixels.channels()];
            for (int channel = 1; channel < pixels.channels(); channel++) {
                if (pixels.values()[i * pixels.channels() + channel] != values[i]) {
                    throw new BadImageException("holds colours, expected a mask of gray values or a palette, whose"
                            + " numbers are classes");
                }
            }
        }
        return new Pixels(pixels.width(), pixels.height(), 1, values);
    }

    private static byte[] bytes(Path file) throws BadImageException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new BadImageException("no such file");
        } catch (IOException e) {
            throw new BadImageException("can't be read (" + e.getMessage() + ")");
        }
    }

    private static BufferedImage decoded(byte[] bytes) throws BadImageException {
        try (ImageInputStream stream = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new BadImageException(
                        "not an image that can be read, expected one of " + String.join(", ", suffixes()));
            }
            return decoded(readers.next(), stream);
        } catch (IOException | RuntimeException e) {
            // decoders of torn files throw whatever they stumble over
            throw new BadImageException(
                    "broken image (" + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()) + ")");
        }
    }

    /** The first of the images in {@code stream}; its size is looked at before memory is asked for. */
    private static BufferedImage decoded(ImageReader reader, ImageInputStream stream)
            throws IOException, BadImageException {
        try {
            reader.setInput(stream, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if ((long) width * height > MAX_PIXELS) {
                throw new BadImageException("has " + width + " x " + height + " pixels, expected at most 100 million");
            }
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }

    /** Gray images by their samples: {@link BufferedImage#getRGB} would change them by a gamma that no file asks for. */
    private static Pixels pixels(BufferedImage image) {
        ColorModel colours = image.getColorModel();
        Raster raster = image.getRaster();
        boolean indexed = colours instanceof IndexColorModel;
        int colourBands = colours.getNumColorComponents();
        if (!indexed && colourBands == 1) {
            return samples(raster, 1, colours::getComponentSize);
        } else if (!indexed
                && colourBands == 3
                && colours.getColorSpace().getType() == ColorSpace.TYPE_RGB
                && raster.getNumBands() >= 3
                && !colours.isAlphaPremultiplied()) {
            return samples(raster, 3, colours::getComponentSize);
        }
        byte[] values = new byte[3 * image.getWidth() * image.getHeight()];
        boolean gray = true;
        for (int y = 0, i = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                values[i++] = (byte) (rgb >> 16);
                values[i++] = (byte) (rgb >> 8);
                values[i++] = (byte) rgb;
                gray &= (rgb >> 16 & 0xff) == (rgb >> 8 & 0xff) && (rgb & 0xff) == (rgb >> 8 & 0xff);
            }
        }
        Pixels coloured = new Pixels(image.getWidth(), image.getHeight(), 3, values);
        return gray && indexed ? coloured.inChannels(1) : coloured;
    }

    /** The first bands of a raster in 8 bits: the upper ones of 16, all the range of fewer. */
    private static Pixels samples(Raster raster, int bands, IntUnaryOperator bitsOf) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] values = new byte[width * height * bands];
        int[] row = new int[width];
        for (int band = 0; band < bands; band++) {
            int bits = bitsOf.applyAsInt(band);
            for (int y = 0; y < height; y++) {
                raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, band, row);
                for (int x = 0; x < width; x++) {
                    int value = bits > 8 ? row[x] >> bits - 8 : bits < 8 ? row[x] * 255 / ((1 << bits) - 1) : row[x];
                    values[(y * width + x) * bands + band] = (byte) value;
                }
            }
        }
        return new Pixels(width, height, bands, values);
    }
}
