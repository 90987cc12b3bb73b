package org.rankscope.model.hf;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.rankscope.io.RequestException;
import org.rankscope.io.UnpackedLibraries;
import org.rankscope.io.UserFolders;

/**
 * Loads the tokenizers library once per process, unpacked as {@link UnpackedLibraries} does. The processor build is
 * always taken; the network is never asked.
 */
final class TokenizersNative {
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
                                + "); if programs may not run from this folder, name another with -D"
                                + UserFolders.CACHE_PROPERTY
                                + "=FOLDER.",
                        e);
            }
        }
        loaded = true;
    }

    private static List<Path> libraries() {
        try {
            return inOrder(UnpackedLibraries.unpack(folder(), resources()));
        } catch (IOException e) {
            throw new RequestException(
                    UserFolders.cache() + ": the tokenizers library can't be unpacked (" + e
                            + "); name a folder with room with -D" + UserFolders.CACHE_PROPERTY + "=FOLDER.",
                    e);
        }
    }

    /** Unpacks what is not there yet; returns the libraries in the order in which they must be loaded. */
    static List<Path> unpack(Path cache) throws IOException {
        return inOrder(UnpackedLibraries.unpack(cache, folder(), resources()));
    }

    private static List<Path> inOrder(Path folder) {
        return resources().keySet().stream().map(folder::resolve).toList();
    }

    private static String folder() {
        return "tokenizers-" + version() + "-" + system() + "-" + processor();
    }

    private static Map<String, URL> resources() {
        List<String> names = new ArrayList<>(system().equals("win") ? WINDOWS_RUNTIME : List.of());
        names.add(System.mapLibraryName("tokenizers"));
        Map<String, URL> resources = new LinkedHashMap<>();
        for (String name : names) {
            resources.put(name, resource(RESOURCES + system() + "-" + processor() + "/cpu/" + name));
        }
        return resources;
    }

    private static URL resource(String name) {
        URL url = TokenizersNative.class.getClassLoader().getResource(name);
        if (url == null) {
            throw new RequestException("There is no tokenizers library for this machine ("
                    + System.getProperty("os.name") + " on "
                    + System.getProperty("os.arch") + "); Linux, Windows and macOS on Apple processors have one.");
        }
        return url;
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
