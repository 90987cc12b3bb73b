package org.rankscope.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Safetensors files with any header, true or not. */
final class CraftedFile {
    private CraftedFile() {}

    static Path write(Path folder, String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return write(folder, json.length, json, dataBytes);
    }

    static Path write(Path folder, long headerLength, byte[] header, int dataBytes) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(Long.BYTES + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(headerLength).put(header);
        return Files.write(folder.resolve("crafted.safetensors"), bytes.array());
    }
}
