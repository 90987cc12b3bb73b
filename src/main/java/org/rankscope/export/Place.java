package org.rankscope.export;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.rankscope.io.RequestException;

/** Where an export goes: a file or folder that is not there yet. It is made beside its place, and moved there when it is whole. */
final class Place {
    private final Path target;

    private Place(Path target) {
        this.target = target;
    }

    /** Makes what is exported. */
    @FunctionalInterface
    interface Content {
        /** @param folder an empty one; what is put into it is moved */
        void writeTo(Path folder) throws IOException;
    }

    /**
     * A folder, which may exist if it is empty.
     *
     * @param bytes about what will be written
     * @throws RequestException if something is there, or there is no room for it
     */
    static Place folder(Path out, long bytes) throws IOException {
        if (Files.isRegularFile(out)) {
            throw taken(out);
        } else if (Files.isDirectory(out)) {
            try (Stream<Path> inside = Files.list(out)) {
                if (inside.findAny().isPresent()) {
                    throw taken(out);
                }
            }
        }
        return checked(out, bytes);
    }

    /** A file that ends in {@code suffix}, likewise. */
    static Place file(Path out, String suffix, long bytes) throws IOException {
        if (!out.getFileName().toString().endsWith(suffix)) {
            throw new RequestException(
                    "Option --out has the value '" + out + "'; expected a file that ends in " + suffix + ".");
        } else if (Files.exists(out)) {
            throw taken(out);
        }
        return checked(out, bytes);
    }

    private static RequestException taken(Path out) {
        return new RequestException(
                out + ": there is something already, and an export replaces nothing; choose another place.");
    }

    private static Place checked(Path out, long bytes) throws IOException {
        Path target = out.toAbsolutePath().normalize();
        Path present = target.getParent();
        while (!Files.exists(present)) {
            present = present.getParent();
        }
        FileStore store = Files.getFileStore(present);
        if (store.getUsableSpace() < bytes) {
            throw new RequestException(out + ": the export takes about " + bytes / (1 << 20) + " MiB, and only "
                    + store.getUsableSpace() / (1 << 20) + " MiB are free there; choose another place.");
        }
        return new Place(target);
    }

    /** Writes a folder. */
    void writeFolder(Content content) throws IOException {
        inside(content, made -> {
            Files.deleteIfExists(target);
            Files.move(made, target);
        });
    }

    /** Writes files, one of which bears the name of this place; the others come to lie beside it. */
    void writeFiles(Content content) throws IOException {
        inside(content, made -> {
            try (Stream<Path> files = Files.list(made)) {
                // The one that the others belong to comes last: whoever sees it finds them.
                List<Path> inOrder = files.sorted(
                                Comparator.comparing(file -> file.getFileName().equals(target.getFileName())))
                        .toList();
                for (Path file : inOrder) {
                    Files.move(file, target.resolveSibling(file.getFileName()));
                }
            }
        });
    }

    String name() {
        return target.getFileName().toString();
    }

    private void inside(Content content, Content move) throws IOException {
        Files.createDirectories(target.getParent());
        Path made = Files.createTempDirectory(target.getParent(), "." + target.getFileName() + ".part");
        try {
            // A folder that only its owner may read would stay so when it is moved.
            Path inner = Files.createDirectory(made.resolve("export"));
            content.writeTo(inner);
            move.writeTo(inner);
        } finally {
            delete(made);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // Somebody was quicker.
        }
    }
}
