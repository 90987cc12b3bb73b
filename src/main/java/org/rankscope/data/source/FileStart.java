package org.rankscope.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rankscope.io.RequestException;

/** The first bytes of a file: by them a file is known whatever it is called. */
final class FileStart {
    private static final int BYTES = 512;

    private FileStart() {}

    /** Throws RequestException where the file is missing, unreadable or empty. */
    static byte[] read(Path file) {
        if (Files.notExists(file)) {
            throw new RequestException(file + ": no such file.");
        } else if (Files.isDirectory(file)) {
            throw new RequestException(file + ": is a folder, expected a file.");
        } else if (!Files.isReadable(file)) {
            throw new RequestException(file + ": can't be read; check its permissions.");
        }
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] head = stream.readNBytes(BYTES);
            if (head.length == 0) {
                throw new RequestException(file + ": the file is empty; choose one with rows in it.");
            }
            return head;
        } catch (IOException e) {
            throw TextFile.unreadable(file, e);
        }
    }

    /** Throws RequestException where {@code head} is that of a packed file. */
    static void checkUnpacked(Path file, byte[] head) {
        String packed = starts(head, 0x1f, 0x8b)
                ? "gzip"
                : starts(head, 'P', 'K', 3, 4)
                        ? "zip"
                        : starts(head, 0x28, 0xb5, 0x2f, 0xfd)
                                ? "zstd"
                                : starts(head, 'B', 'Z', 'h')
                                        ? "bzip2"
                                        : starts(head, 0xfd, '7', 'z', 'X', 'Z') ? "xz" : "";
        if (!packed.isEmpty()) {
            throw new RequestException(file + ": is packed with " + packed
                    + ", and rows of a packed file can't be read in any order; unpack it and choose what comes out.");
        }
    }

    static boolean starts(byte[] head, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= head.length || (head[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
