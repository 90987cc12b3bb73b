package org.rankscope.data.image;

/**
 * An image in memory.
 *
 * @param channels 1 or 3
 * @param values rows of pixels from the top, channels side by side: [height, width, channels]
 */
public record Pixels(int width, int height, int channels, byte[] values) {
    public Pixels {
        if (values.length != width * height * channels) {
            throw new IllegalArgumentException(
                    values.length + " values for " + width + " x " + height + " x " + channels);
        }
    }

    /** A value, 0 to 255. */
    public int at(int x, int y, int channel) {
        return values[(y * width + x) * channels + channel] & 0xff;
    }

    /** The middle, {@code newWidth} x {@code newHeight}; what reaches beyond the image is 0. */
    Pixels centre(int newWidth, int newHeight) {
        int left = Math.floorDiv(width - newWidth, 2);
        int top = Math.floorDiv(height - newHeight, 2);
        byte[] cut = new byte[newWidth * newHeight * channels];
        for (int y = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++) {
                int fromX = left + x;
                int fromY = top + y;
                if (fromX >= 0 && fromX < width && fromY >= 0 && fromY < height) {
                    System.arraycopy(
                            values, (fromY * width + fromX) * channels, cut, (y * newWidth + x) * channels, channels);
                }
            }
        }
        return new Pixels(newWidth, newHeight, channels, cut);
    }

    /** In so many channels: gray to colours by repetition, colours to gray by ITU-R 601-2 luma, both as Pillow does. */
    Pixels inChannels(int wanted) {
        if (wanted == channels) {
            return this;
        }
        byte[] changed = new byte[width * height * wanted];
        for (int i = 0; i < width * height; i++) {
            if (wanted == 1) {
                int red = values[3 * i] & 0xff;
                int green = values[3 * i + 1] & 0xff;
                int blue = values[3 * i + 2] & 0xff;
                changed[i] = (byte) (red * 19595 + green * 38470 + blue * 7471 + 0x8000 >> 16);
            } else {
                changed[3 * i] = changed[3 * i + 1] = changed[3 * i + 2] = values[i];
            }
        }
        return new Pixels(width, height, wanted, changed);
    }
}
