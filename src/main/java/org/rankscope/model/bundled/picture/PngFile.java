package org.rankscope.model.bundled.picture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/**
 * Writes gray images as PNG (ISO/IEC 15948), 8 bits a pixel, without filters and without compression: zlib data (RFC
 * 1950) of stored blocks (RFC 1951, section 3.2.4). The same image is the same bytes on every machine.
 */
public final class PngFile {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int ZLIB_HEADER = 0x7801;
    private static final int LARGEST_BLOCK = 0xffff;
    private static final byte BITS = 8;

    private PngFile() {}

    /** Writes {@code image} to {@code file}, whose folder is made where it is missing. */
    public static void write(Path file, GrayImage image) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, bytes(image));
    }

    static byte[] bytes(GrayImage image) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(SIGNATURE);
        byte[] header = ByteBuffer.allocate(13)
                .putInt(image.width())
                .putInt(image.height())
                .put(BITS)
                .array();
        chunk(png, "IHDR", header);
        chunk(png, "IDAT", stored(rows(image)));
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    /** Each row after the number of its filter, 0. */
    private static byte[] rows(GrayImage image) {
        ByteBuffer rows = ByteBuffer.allocate((image.width() + 1) * image.height());
        byte[] pixels = image.pixels();
        for (int y = 0; y < image.height(); y++) {
            rows.put((byte) 0).put(pixels, y * image.width(), image.width());
        }
        return rows.array();
    }

    private static byte[] stored(byte[] data) {
        int blocks = (data.length + LARGEST_BLOCK - 1) / LARGEST_BLOCK;
        ByteBuffer zlib = ByteBuffer.allocate(2 + 5 * blocks + data.length + 4);
        zlib.putShort((short) ZLIB_HEADER);
        for (int start = 0; start < data.length; start += LARGEST_BLOCK) {
            int length = Math.min(LARGEST_BLOCK, data.length - start);
            boolean last = start + length == data.length;
            zlib.order(ByteOrder.LITTLE_ENDIAN)
                    .put((byte) (last ? 1 : 0))
                    .putShort((short) length)
                    .putShort((short) ~length)
                    .put(data, start, length);
        }
        Adler32 sum = new Adler32();
        sum.update(data);
        return zlib.order(ByteOrder.BIG_ENDIAN).putInt((int) sum.getValue()).array();
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
        chunk.putInt(data.length).put(name).put(data).putInt((int) crc.getValue());
        png.writeBytes(chunk.array());
    }
}
