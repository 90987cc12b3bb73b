package org.rankscope.ui.theme;

import java.awt.Color;
import java.util.List;

/**
 * Colours for amounts: viridis (van der Walt and Smith, 2015), even in perception from end to end and readable with any
 * form of colour blindness. Ten of its colours, as R's {@code viridis(10)} lists them, blended between.
 */
public final class SequentialPalette {
    private static final List<Color> VIRIDIS = List.of(
            new Color(0x440154),
            new Color(0x482878),
            new Color(0x3E4A89),
            new Color(0x31688E),
            new Color(0x26828E),
            new Color(0x1F9E89),
            new Color(0x35B779),
            new Color(0x6DCD59),
            new Color(0xB4DE2C),
            new Color(0xFDE725));

    private SequentialPalette() {}

    /** The colour at {@code share} of the way from the darkest to the brightest; beyond the ends, the ends. */
    public static Color at(double share) {
        double place = Math.max(0, Math.min(1, share)) * (VIRIDIS.size() - 1);
        int below = Math.min((int) place, VIRIDIS.size() - 2);
        double part = place - below;
        Color from = VIRIDIS.get(below);
        Color to = VIRIDIS.get(below + 1);
        return new Color(
                blend(from.getRed(), to.getRed(), part),
                blend(from.getGreen(), to.getGreen(), part),
                blend(from.getBlue(), to.getBlue(), part));
    }

    /** Black or white, whichever is easier to read on {@code fill}: always at least 4.5:1. */
    public static Color inkOn(Color fill) {
        return contrast(Color.BLACK, fill) >= contrast(Color.WHITE, fill) ? Color.BLACK : Color.WHITE;
    }

    /** Contrast ratio of two colours, 1 to 21 (WCAG 2.1, "contrast ratio" and "relative luminance"). */
    public static double contrast(Color one, Color other) {
        double a = luminance(one) + 0.05;
        double b = luminance(other) + 0.05;
        return Math.max(a, b) / Math.min(a, b);
    }

    private static double luminance(Color color) {
        return 0.2126 * linear(color.getRed()) + 0.7152 * linear(color.getGreen()) + 0.0722 * linear(color.getBlue());
    }

    private static double linear(int channel) {
        double value = channel / 255.0;
        return value <= 0.03928 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    private static int blend(int from, int to, double part) {
        return (int) Math.round(from + part * (to - from));
    }
}
