package org.rankscope.study;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
import java.util.Set;
import java.util.stream.Stream;
import org.rankscope.data.DataSpec;
import org.rankscope.data.NamedImages;
import org.rankscope.model.bundled.BundledAssets;

/**
 * Tells whether a model or data are still those that a study began with, wherever they lie now. Data are read whole, as
 * every trial does: a file, the images that it names, or all files of a folder with their names in it. Of a model count
 * name, size, first and last {@value #EDGE_BYTES} bytes of each file: reading whole checkpoints would take minutes.
 */
final class Fingerprint {
    private static final int EDGE_BYTES = 1 << 20;

    private static final String TRAIN = "data.train";
    private static final String VALIDATION = "data.validation";
    /** Fields that name what is learnt from; the others name models, adapters and batches. */
    private static final Set<String> DATA = Set.of(TRAIN, VALIDATION);

    private Fingerprint() {}

    /** A fingerprint for each field of a specification that names a file; {@code bundled:NAME} stands for itself. */
    static Map<String, String> of(StudySpec spec) throws IOException {
        Map<String, String> prints = new LinkedHashMap<>();
        for (Map.Entry<String, String> field : paths(spec).entrySet()) {
            String path = field.getValue();
            prints.put(field.getKey(), BundledAssets.isBundled(path) ? path : of(field.getKey(), Path.of(path), spec));
        }
        return prints;
    }

    /** The fields of a specification that name files, with what they name. */
    static Map<String, String> paths(StudySpec spec) {
        DataSpec data = spec.trial().data();
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("model", spec.trial().model());
        paths.put(TRAIN, data.train());
        paths.put(VALIDATION, data.validation());
        paths.put("data.batches", data.batches());
        paths.put("data.validation_batches", data.validationBatches());
        paths.put("data.teacher", data.teacher());
        paths.values().removeIf(path -> path == null);
        return paths;
    }

    private static String of(String field, Path path, StudySpec spec) throws IOException {
        MessageDigest digest = sha256();
        if (!DATA.contains(field)) {
            addWeights(digest, path);
        } else if (Files.isDirectory(path)) {
            for (Path file : filesBelow(path)) {
                digest.update(
                        path.relativize(file).toString().replace('\\', '/').getBytes(StandardCharsets.UTF_8));
                addWhole(digest, file);
            }
        } else {
            addWhole(digest, path);
            if (spec.trial().task().seesImages()) {
                addImages(digest, path, spec);
            }
        }
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }

    private static void addWeights(MessageDigest digest, Path path) throws IOException {
        if (Files.isDirectory(path)) {
            for (Path file : files(path)) {
                digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                addEdges(digest, file);
            }
        } else {
            addEdges(digest, path);
        }
    }

    private static void addImages(MessageDigest digest, Path table, StudySpec spec) throws IOException {
        try {
            NamedImages.forEach(table, spec.trial().task(), spec.trial().data().columns(), image -> {
                try {
                    addWhole(digest, image);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Hidden files are left out, as they are where the folder is read. */
    private static List<Path> filesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static void addWhole(MessageDigest digest, Path file) throws IOException {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, Files.size(file)));
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[EDGE_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
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

    private static void addEdges(MessageDigest digest, Path file) throws IOException {
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
