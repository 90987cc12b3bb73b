package org.rankscope.ui.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.ui.rankchart.CostAxis;
import org.rankscope.ui.setup.SetupChoices;
import org.rankscope.ui.theme.Theme;

class SettingsFileTest {
    @TempDir
    private Path folder;

    @Test
    void whatWasWrittenIsReadBack() {
        Settings settings = new Settings(1500.0, 900.0, true, Theme.DARK, CostAxis.MEMORY, SetupChoices.empty());
        SettingsFile file = new SettingsFile(folder.resolve("deep/window.json"));
        file.write(settings);
        assertEquals(settings, file.read());
    }

    @Test
    void aMissingOrDamagedFileIsAFirstStart() throws IOException {
        assertEquals(Settings.first(), new SettingsFile(folder.resolve("none.json")).read());
        Path damaged = Files.writeString(folder.resolve("damaged.json"), "{\"width\": \"wide\"}");
        assertEquals(Settings.first(), new SettingsFile(damaged).read());
    }

    @Test
    void theWindowIsNeverSmallerThanWhatShowsEverything() {
        Settings settings = new Settings(10.0, 10.0, null, null, null, null);
        assertEquals(Settings.LEAST_WIDTH, settings.width());
        assertEquals(Settings.LEAST_HEIGHT, settings.height());
    }
}
