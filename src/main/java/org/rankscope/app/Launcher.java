package org.rankscope.app;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javafx.application.Application;
import org.rankscope.cli.DemoCommand;
import org.rankscope.cli.RankscopeCommand;

/**
 * Where the program starts: with arguments a command, without any the window. A class of its own, since JavaFX refuses
 * to be started from the class path by an {@code Application}.
 */
public final class Launcher {
    /** Exit status when there is no way to open a window here: that of any request that can't be met. */
    public static final int NO_WINDOW = 2;

    /** Held, since loggers that nobody holds forget their level. JavaFX warns of being on the class path. */
    private static final Logger JAVAFX_LOGGER = Logger.getLogger("javafx");

    private static final String INSTEAD = " Use the commands in place of the window: 'rankscope demo', "
            + "'rankscope sweep --spec FILE --out DIR' and others that 'rankscope --help' lists; "
            + "or give it a virtual display: 'xvfb-run -a rankscope'.";

    private Launcher() {}

    public static void main(String[] args) {
        // Warnings are for people: the sentence alone, without date and class.
        System.getProperties().putIfAbsent("java.util.logging.SimpleFormatter.format", "%5$s%n");
        boolean demoInWindow = asksForDemoInWindow(args);
        if (args.length > 0 && !demoInWindow) {
            System.exit(RankscopeCommand.run(args));
        }
        Optional<String> obstacle = openWindow(args);
        if (obstacle.isPresent() && demoInWindow) {
            System.err.println(
                    "No window can be opened here: " + obstacle.get() + " So the demo runs in the terminal.");
            System.exit(RankscopeCommand.run(args));
        } else if (obstacle.isPresent()) {
            System.err.println("No window can be opened here: " + obstacle.get() + INSTEAD);
            System.exit(NO_WINDOW);
        }
    }

    /** Whether {@code args} are the demo with its option for the window; a first start has the demo in its fields. */
    static boolean asksForDemoInWindow(String[] args) {
        List<String> words = List.of(args);
        return !words.isEmpty() && words.get(0).equals(DemoCommand.NAME) && words.contains(DemoCommand.WINDOW);
    }

    /** Shows the window until it is closed, or says why there is none. */
    private static Optional<String> openWindow(String[] args) {
        Optional<String> obstacle = missingDisplay(System.getProperty("os.name", ""), System.getenv("DISPLAY"));
        if (obstacle.isPresent()) {
            return obstacle;
        }
        JAVAFX_LOGGER.setLevel(Level.SEVERE);
        try {
            Application.launch(App.class, args);
            return Optional.empty();
        } catch (UnsupportedOperationException | LinkageError e) {
            return Optional.of(reason(e));
        }
    }

    /** Why no window can be opened on {@code os}, as far as the environment shows. */
    static Optional<String> missingDisplay(String os, String display) {
        boolean needsDisplay = os.toLowerCase(Locale.ROOT).contains("linux")
                && System.getProperty("glass.platform", "").isEmpty();
        return needsDisplay && (display == null || display.isBlank())
                ? Optional.of("there is no display (DISPLAY is not set).")
                : Optional.empty();
    }

    /** What keeps JavaFX from starting, in words. */
    static String reason(Throwable problem) {
        String message = String.valueOf(problem.getMessage());
        if (message.contains("DISPLAY")) {
            return "the display that DISPLAY names can't be opened.";
        } else if (message.contains("GTK") || message.contains("libgtk") || message.contains("libXtst")) {
            return "the GTK 3 library is missing (on Debian and Ubuntu: apt-get install libgtk-3-0 libxtst6).";
        }
        return "a library of the desktop is missing: "
                + message.lines().findFirst().orElse("") + ".";
    }
}
