package org.rankscope.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a camera was held: the orientation tag (0x0112) of a JPEG file's Exif segment. Source: Exif 2.32, 4.6.2 and 4.6.4.
 */
final class Orientation {
    private static final int UPRIGHT = 1;
    private static final int TAG = 0x0112;
    private static final int ENTRY_BYTES = 12;

    private Orientation() {}

    /** 1 (upright) to 8, from the bytes of a file; 1 where it does not say. */
    static int of(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        try {
            if (bytes.getShort() != (short) 0xffd8) {
                return UPRIGHT;
            }
            while (bytes.remaining() > 4) {
                int marker = bytes.getShort() & 0xffff;
                int size = bytes.getShort() & 0xffff;
                int from = bytes.position();
                if (marker == 0xffe1 && bytes.remaining() > 14 && bytes.getInt(from) == 0x45786966) {
                    return inTiff(bytes.slice(from + 6, Math.min(bytes.remaining() - 6, size - 8)));
                } else if (marker < 0xffe0 || marker == 0xffda || size < 2) {
                    return UPRIGHT;
                }
                bytes.position(from + size - 2);
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException | java.nio.BufferUnderflowException e) {
            // a torn segment says nothing; whether the image itself can be read is for its decoder to find out
            return UPRIGHT;
        }
        return UPRIGHT;
    }

    private static int inTiff(ByteBuffer tiff) {
        tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        int entries = tiff.getShort(directory) & 0xffff;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + i * ENTRY_BYTES;
            if ((tiff.getShort(entry) & 0xffff) == TAG) {
                int value = tiff.getShort(entry + 8);
                return value >= UPRIGHT && value <= 8 ? value : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    /** {@code image} as it was seen, for an orientation of 1 to 8. */
    static Pixels upright(Pixels image, int orientation) {
        if (orientation == UPRIGHT) {
            return image;
        }
        boolean turned = orientation > 4;
        int width = turned ? image.height() : image.width();
        int height = turned ? image.width() : image.height();
        int channels = image.channels();
        byte[] values = new byte[image.values().length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int fromX = turned ? y : x;
                int fromY = turned ? x : y;
                // 2, 3, 7, 8 go backwards along the stored rows, 3, 4, 6, 7 along the stored columns
                if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8) {
                    fromX = image.width() - 1 - fromX;
                }
                if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7) {
                    fromY = image.height() - 1 - fromY;
                }
                System.arraycopy(
                        image.values(),
                        (fromY * image.width() + fromX) * channels,
                        values,
                        (y * width + x) * channels,
                        channels);
            }
        }
        return new Pixels(width, height, channels, values);
    }
}
