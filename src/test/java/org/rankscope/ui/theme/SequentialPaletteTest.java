package org.rankscope.ui.theme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import org.junit.jupiter.api.Test;

class SequentialPaletteTest {
    private static final int STEPS = 200;

    @Test
    void labelsCanBeReadOnEveryColour() {
        for (int i = 0; i <= STEPS; i++) {
            Color fill = SequentialPalette.at(i / (double) STEPS);
            double contrast = SequentialPalette.contrast(SequentialPalette.inkOn(fill), fill);
            assertTrue(contrast >= 4.5, ChartColors.hex(fill) + " has a contrast of " + contrast);
        }
    }

    @Test
    void itBrightensFromEndToEnd() {
        double last = 0;
        for (int i = 0; i <= STEPS; i++) {
            double now = SequentialPalette.contrast(SequentialPalette.at(i / (double) STEPS), Color.BLACK);
            assertTrue(now > last, "step " + i);
            last = now;
        }
    }

    @Test
    void beyondTheEndsAreTheEnds() {
        assertEquals(new Color(0x440154), SequentialPalette.at(-1));
        assertEquals(new Color(0xFDE725), SequentialPalette.at(2));
    }

    /** WCAG 2.1 gives black on white 21:1, and #777777 on white 4.48:1. */
    @Test
    void contrastIsThatOfTheGuideline() {
        assertEquals(21, SequentialPalette.contrast(Color.BLACK, Color.WHITE), 1e-9);
        assertEquals(4.48, SequentialPalette.contrast(new Color(0x777777), Color.WHITE), 0.005);
    }
}
