package org.rankscope.io;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Native libraries that come in a jar, unpacked once into a folder of the person's cache that all processes share. Its
 * name must say package, version and platform. A file is there whole or not at all, and every one is looked at before
 * the folder is given out; several processes may unpack at once.
 */
public final class UnpackedLibraries {
    private UnpackedLibraries() {}

    /**
     * The folder {@code name} with {@code libraries} in it (file name to what the jar holds); where the cache can't be
     * written, a temporary folder that goes with this process.
     */
    public static Path unpack(String name, Map<String, URL> libraries) throws IOException {
        try {
            return unpack(UserFolders.cache(), name, libraries);
        } catch (IOException cacheFailed) {
            try {
                Path own = Files.createTempDirectory("rankscope");
                own.toFile().deleteOnExit();
                Path folder = own.resolve(name);
                folder.toFile().deleteOnExit();
                libraries.keySet().forEach(file -> folder.resolve(file).toFile().deleteOnExit());
                return unpack(own, name, libraries);
            } catch (IOException e) {
                e.addSuppressed(cacheFailed);
                throw e;
            }
        }
    }

    /** Unpacks what is not there yet into the folder {@code name} of {@code cache}. */
    public static synchronized Path unpack(Path cache, String name, Map<String, URL> libraries) throws IOException {
        Path folder = cache.resolve(name).toAbsolutePath();
        for (Map.Entry<String, URL> library : libraries.entrySet()) {
            Path target = folder.resolve(library.getKey());
            URLConnection connection = library.getValue().openConnection();
            try (InputStream in = connection.getInputStream()) {
                if (!isWhole(target, connection.getContentLengthLong())) {
                    copy(in, target, connection.getContentLengthLong());
                }
            }
        }
        return folder;
    }

    private static void copy(InputStream in, Path target, long length) throws IOException {
        try {
            AtomicFiles.write(target, channel -> {
                byte[] block = new byte[1 << 16];
                for (int count = in.read(block); count >= 0; count = in.read(block)) {
                    ByteBuffer bytes = ByteBuffer.wrap(block, 0, count);
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                }
            });
        } catch (IOException e) {
            // another process may have put it there, and may use it already
            if (!isWhole(target, length)) {
                throw e;
            }
        }
    }

    private static boolean isWhole(Path target, long length) throws IOException {
        return Files.isRegularFile(target) && Files.size(target) == length;
    }
}
