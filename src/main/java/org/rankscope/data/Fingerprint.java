package org.rankscope.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** 64 bits that are the same for rows with the same content, whatever the file, the order and the machine. */
final class Fingerprint {
    private static final byte SEPARATOR = 0;
    /** Bytes of an image that are looked at, beside its size: two that agree in them are the same to all intents. */
    private static final int FILE_BYTES = 1 << 20;

    private Fingerprint() {}

    /** Of values one behind the other; a single one counts as the second, behind an empty one. */
    static long of(List<JsonNode> values) {
        MessageDigest digest = digest();
        for (int i = 0; i < values.size(); i++) {
            if (i > 0 || values.size() == 1) {
                digest.update(SEPARATOR);
            }
            JsonNode value = values.get(i);
            digest.update((value.isTextual() ? value.textValue() : value.toString()).getBytes(StandardCharsets.UTF_8));
        }
        return first(digest);
    }

    /** Of what a file holds, not of its name. */
    static long of(Path file) throws IOException {
        MessageDigest digest = digest();
        try (InputStream stream = Files.newInputStream(file)) {
            digest.update(stream.readNBytes(FILE_BYTES));
        }
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, Files.size(file)));
        return first(digest);
    }

    private static long first(MessageDigest digest) {
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
