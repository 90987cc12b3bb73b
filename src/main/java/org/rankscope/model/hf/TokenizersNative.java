package org.rankscope.model.hf;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.rankscope.io.AtomicFiles;
import org.rankscope.io.RequestException;

/**
 * Loads the tokenizers library once per process. It is unpacked from its jar into one folder per version, shared by all
 * processes of a user: {@code tokenizers-VERSION} under the user's cache folder, or under the folder that the system
 * property {@link #CACHE_PROPERTY} names; where neither can be written, into a temporary folder of this process. The
 * processor build is always taken; the network is never asked.
 */
final class TokenizersNative {
    static final String CACHE_PROPERTY = "rankscope.cache";

    private static final String RESOURCES = "native/lib/";
    private static final List<String> WINDOWS_RUNTIME =
            List.of("libwinpthread-1.dll", "libgcc_s_seh-1.dll", "libstdc++-6.dll");
    private static boolean loaded;

    private TokenizersNative() {}

    /** Makes the native methods usable; throws RequestException where there is no library for this machine. */
    static synchronized void load() {
        if (loaded) {
            return;
        }
        for (Path library : libraries()) {
            try {
                System.load(library.toString());
            } catch (UnsatisfiedLinkError e) {
                throw new RequestException(
                        library + ": the tokenizers library can't be loaded (" + e.getMessage()
                                + "); if programs may not run from this folder, name another with -D" + CACHE_PROPERTY
                                + "=FOLDER.",
                        e);
            }
        }
        loaded = true;
    }

    private static List<Path> libraries() {
        Path cache = cacheFolder();
        try {
            return unpack(cache);
        } catch (IOException cacheFailed) {
            try {
                Path own = Files.createTempDirectory("rankscope");
                List<Path> libraries = unpack(own);
                own.toFile().deleteOnExit();
                libraries.get(0).getParent().toFile().deleteOnExit();
                libraries.forEach(library -> library.toFile().deleteOnExit());
                return libraries;
            } catch (IOException e) {
                throw new RequestException(
                        cache + ": the tokenizers library can't be unpacked (" + cacheFailed
                                + "); name a folder with room with -D" + CACHE_PROPERTY + "=FOLDER.",
                        e);
            }
        }
    }

    /** Unpacks what is not there yet; returns the libraries in the order in which they must be loaded. */
    static List<Path> unpack(Path cache) throws IOException {
        String platform = system() + "-" + processor();
        String main = System.mapLibraryName("tokenizers");
        List<String> names = new ArrayList<>(system().equals("win") ? WINDOWS_RUNTIME : List.of());
        names.add(main);
        Path folder = cache.resolve("tokenizers-" + version() + "-" + platform).toAbsolutePath();
        List<Path> libraries = new ArrayList<>();
        for (String name : names) {
            Path library = folder.resolve(name);
            unpack(RESOURCES + platform + "/cpu/" + name, library);
            libraries.add(library);
        }
        return libraries;
    }

    private static void unpack(String resource, Path target) throws IOException {
        URL url = TokenizersNative.class.getClassLoader().getResource(resource);
        if (url == null) {
            throw new RequestException("There is no tokenizers library for this machine ("
                    + System.getProperty("os.name") + " on "
                    + System.getProperty("os.arch") + "); Linux, Windows and macOS on Apple processors have one.");
        }
        URLConnection connection = url.openConnection();
        try (InputStream in = connection.getInputStream()) {
            if (!isWhole(target, connection.getContentLengthLong())) {
                copy(in, target, connection.getContentLengthLong());
            }
        }
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

    private static Path cacheFolder() {
        String chosen = System.getProperty(CACHE_PROPERTY);
        if (chosen != null) {
            return Path.of(chosen);
        }
        Path home = Path.of(System.getProperty("user.home"));
        String named = System.getenv(system().equals("win") ? "LOCALAPPDATA" : "XDG_CACHE_HOME");
        Path caches =
                switch (system()) {
                    case "osx" -> home.resolve("Library/Caches");
                    case "win" -> named != null ? Path.of(named) : home.resolve("AppData/Local");
                    default -> named != null && !named.isEmpty() ? Path.of(named) : home.resolve(".cache");
                };
        return caches.resolve("rankscope");
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in =
                TokenizersNative.class.getClassLoader().getResourceAsStream(RESOURCES + "tokenizers.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new RequestException("The program's tokenizers library can't be read; install the program anew.", e);
        }
        return properties.getProperty("version");
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("win") ? "win" : name.startsWith("mac") ? "osx" : "linux";
    }

    private static String processor() {
        String name = System.getProperty("os.arch");
        return name.equals("amd64") ? "x86_64" : name;
    }
}
