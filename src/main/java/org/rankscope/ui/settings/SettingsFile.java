package org.rankscope.ui.settings;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.io.UserFolders;

/**
 * The settings on disk. They are a convenience: a file that is missing, damaged or from another version means a first
 * start, and one that can't be written is said in the log.
 */
public final class SettingsFile {
    private static final Logger LOG = System.getLogger(SettingsFile.class.getName());

    private final Path file;

    public SettingsFile(Path file) {
        this.file = file;
    }

    /** The file's usual place on this system. */
    public static Path usualPlace() {
        return UserFolders.configuration().resolve("window.json");
    }

    public Settings read() {
        if (!Files.exists(file)) {
            return Settings.first();
        }
        try {
            return StrictJson.read(file, Settings.class);
        } catch (RequestException e) {
            LOG.log(Logger.Level.INFO, "The window's settings are not used: " + e.getMessage());
            return Settings.first();
        }
    }

    public void write(Settings settings) {
        try {
            StrictJson.write(file, settings);
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "The window's settings can't be kept in " + file + ".", e);
        }
    }
}
