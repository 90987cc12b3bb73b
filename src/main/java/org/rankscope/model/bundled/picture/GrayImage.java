package org.rankscope.model.bundled.picture;

import java.util.Arrays;

/** Gray pixels row by row, a byte each: 0 is black, 255 white. */
public final class GrayImage {
    private final int width;
    private final int height;
    private final byte[] pixels;

    GrayImage(int width, int height, byte[] pixels) {
        if (pixels.length != width * height) {
            throw new IllegalArgumentException(
                    pixels.length + " pixels for an image of " + width + " x " + height + ".");
        }
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The tone at a place, 0 to 255. */
    public int at(int x, int y) {
        return pixels[y * width + x] & 0xff;
    }

    /** A copy of all pixels, row by row. */
    public byte[] pixels() {
        return pixels.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GrayImage image && width == image.width && Arrays.equals(pixels, image.pixels);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pixels);
    }
}
