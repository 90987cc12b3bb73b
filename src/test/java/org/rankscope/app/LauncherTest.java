package org.rankscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LauncherTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void withoutADisplayItNamesTheCommandsAndEndsWithTwo() throws Exception {
        ProcessBuilder start = new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Launcher.class.getName());
        start.environment().remove("DISPLAY");
        Process process = start.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(Launcher.NO_WINDOW, process.exitValue());
        assertEquals(1, said.lines().count(), said);
        assertTrue(said.contains("rankscope demo") && said.contains("xvfb-run -a"), said);
    }

    @Test
    void onlyTheDemoHasAnOptionForTheWindow() {
        assertTrue(Launcher.asksForDemoInWindow(new String[] {"demo", "--out", "x", "--window"}));
        assertFalse(Launcher.asksForDemoInWindow(new String[] {"demo"}));
        assertFalse(Launcher.asksForDemoInWindow(new String[] {"sweep", "--window"}));
        assertFalse(Launcher.asksForDemoInWindow(new String[0]));
    }

    @Test
    void aMissingLibraryIsNamedWithItsCure() {
        String reason = Launcher.reason(new UnsupportedOperationException("Unable to load glass GTK library."));
        assertTrue(reason.contains("apt-get install libgtk-3-0"), reason);
    }

    @Test
    void otherSystemsNeedNoDisplayVariable() {
        assertEquals(Optional.empty(), Launcher.missingDisplay("Windows 11", null));
        assertEquals(Optional.empty(), Launcher.missingDisplay("Mac OS X", null));
    }
}
