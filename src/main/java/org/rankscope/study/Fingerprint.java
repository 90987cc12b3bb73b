package org.rankscope.study;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.rankscope.data.DataSpec;
import org.rankscope.model.bundled.BundledAssets;

/**
 * Tells whether a model or a data file is still the one that a study began with, wherever it lies now: SHA-256 over the
 * name, size, first and last {@value #EDGE_BYTES} bytes of each file. Reading whole checkpoints would take minutes.
 */
final class Fingerprint {
    private static final int EDGE_BYTES = 1 << 20;

    private Fingerprint() {}

    /** A fingerprint for each field of a specification that names a file; {@code bundled:NAME} stands for itself. */
    static Map<String, String> of(StudySpec spec) throws IOException {
        Map<String, String> prints = new LinkedHashMap<>();
        for (Map.Entry<String, String> field : paths(spec).entrySet()) {
            prints.put(field.getKey(), of(field.getValue()));
        }
        return prints;
    }

    /** The fields of a specification that name files, with what they name. */
    static Map<String, String> paths(StudySpec spec) {
        DataSpec data = spec.data();
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("model", spec.model());
        paths.put("data.train", data.train());
        paths.put("data.validation", data.validation());
        paths.put("data.batches", data.batches());
        paths.put("data.validation_batches", data.validationBatches());
        paths.put("data.teacher", data.teacher());
        paths.values().removeIf(path -> path == null);
        return paths;
    }

    private static String of(String path) throws IOException {
        if (BundledAssets.isBundled(path)) {
            return path;
        }
        MessageDigest digest = sha256();
        Path root = Path.of(path);
        if (Files.isDirectory(root)) {
            for (Path file : files(root)) {
                digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                add(digest, file);
            }
        } else {
            add(digest, root);
        }
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file ->
                            file.toString().endsWith(".json") || file.toString().endsWith(".safetensors"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private static void add(MessageDigest digest, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, size));
            digest.update(bytes(channel, 0, Math.min(size, EDGE_BYTES)));
            if (size > EDGE_BYTES) {
                long start = Math.max(EDGE_BYTES, size - EDGE_BYTES);
                digest.update(bytes(channel, start, size - start));
            }
        }
    }

    private static ByteBuffer bytes(FileChannel channel, long start, long length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) length);
        while (buffer.hasRemaining() && channel.read(buffer, start + buffer.position()) >= 0) {
            continue;
        }
        return buffer.flip();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
