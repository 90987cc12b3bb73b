package org.rankscope.ui.theme;

import java.awt.FontFormatException;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import javafx.scene.text.Font;

/** The program's font, made known to JavaFX (controls) and to Java2D (which measures the texts of charts). */
public final class Fonts {
    /** Family of the regular and the bold face. */
    public static final String FAMILY = "Roboto";
    /** Family of the face for emphasis. */
    public static final String MEDIUM_FAMILY = "Roboto Medium";

    private static final List<String> FILES = List.of("Roboto-Regular.ttf", "Roboto-Medium.ttf", "Roboto-Bold.ttf");

    private Fonts() {}

    /** Loads the font; calling it again is harmless. FX thread. */
    public static void load() {
        for (String file : FILES) {
            try (InputStream forControls = Fonts.class.getResourceAsStream("fonts/" + file);
                    InputStream forCharts = Fonts.class.getResourceAsStream("fonts/" + file)) {
                Font.loadFont(forControls, 13);
                GraphicsEnvironment.getLocalGraphicsEnvironment()
                        .registerFont(java.awt.Font.createFont(java.awt.Font.TRUETYPE_FONT, forCharts));
            } catch (IOException e) {
                throw new UncheckedIOException("The font " + file + " can't be read.", e);
            } catch (FontFormatException e) {
                throw new IllegalStateException("The font " + file + " is damaged.", e);
            }
        }
    }
}
