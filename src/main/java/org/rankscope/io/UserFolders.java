package org.rankscope.io;

import java.nio.file.Path;
import java.util.Locale;

/** Where this program keeps what belongs to a person and not to a study. */
public final class UserFolders {
    /** System property that names another folder in place of {@link #cache}. */
    public static final String CACHE_PROPERTY = "rankscope.cache";

    private static final String PROGRAM = "rankscope";

    private UserFolders() {}

    /** For what can be made again. */
    public static Path cache() {
        String chosen = System.getProperty(CACHE_PROPERTY);
        if (chosen != null) {
            return Path.of(chosen);
        }
        return usual("LOCALAPPDATA", "AppData/Local", "Library/Caches", "XDG_CACHE_HOME", ".cache");
    }

    /** For what a person has chosen. */
    public static Path configuration() {
        return usual("APPDATA", "AppData/Roaming", "Library/Application Support", "XDG_CONFIG_HOME", ".config");
    }

    private static Path usual(String windows, String windowsElse, String mac, String linux, String linuxElse) {
        Path home = Path.of(System.getProperty("user.home"));
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        Path base = system.startsWith("win")
                ? named(windows, home.resolve(windowsElse))
                : system.startsWith("mac") ? home.resolve(mac) : named(linux, home.resolve(linuxElse));
        return base.resolve(PROGRAM);
    }

    private static Path named(String variable, Path otherwise) {
        String folder = System.getenv(variable);
        return folder == null || folder.isBlank() ? otherwise : Path.of(folder);
    }
}
