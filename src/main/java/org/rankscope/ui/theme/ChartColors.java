package org.rankscope.ui.theme;

import java.awt.Color;
import java.util.List;
import org.rankscope.insight.Verdict;

/**
 * The colours that charts draw with, light or dark. Ranks and methods take the palette of Okabe and Ito, which people with any
 * form of colour blindness can tell apart, its orange and its sky blue darker on white, all lighter on dark; after these seven
 * come four more for the methods of a large study. Against {@code background} every one of them has a contrast of at least
 * 3:1, and every text colour one of 4.5:1.
 *
 * @param curve the line that joins the ranks
 * @param good what belongs to the chosen rank
 * @param info likewise where rank does not matter
 * @param warn likewise where there is no answer yet
 */
public record ChartColors(
        boolean dark,
        Color background,
        Color text,
        Color muted,
        Color grid,
        Color axis,
        Color curve,
        Color faint,
        Color good,
        Color info,
        Color warn,
        Color selection,
        List<Color> ranks,
        MemoryColors memory) {

    /** One colour a component of memory. */
    public record MemoryColors(Color weights, Color activations, Color adapter, Color measured) {}

    public static final ChartColors LIGHT = new ChartColors(
            false,
            color(0xFFFFFF),
            color(0x24292F),
            color(0x57606A),
            color(0xECEFF2),
            color(0xAFB8C1),
            color(0x57606A),
            color(0xB6BEC7),
            color(0x1A7F37),
            color(0x0969DA),
            color(0x9A6700),
            color(0x0969DA),
            List.of(
                    color(0x0072B2),
                    color(0xC58700),
                    color(0x009E73),
                    color(0xD55E00),
                    color(0xCC79A7),
                    color(0x3A9AD6),
                    color(0x7F7F7F),
                    color(0x6A1B9A),
                    color(0x7A2E0E),
                    color(0x14504B),
                    color(0xB3005E)),
            new MemoryColors(color(0xC4CAD0), color(0x6BBCEB), color(0xE69F00), color(0x24292F)));

    public static final ChartColors DARK = new ChartColors(
            true,
            color(0x0D1117),
            color(0xE6EDF3),
            color(0x9AA4AF),
            color(0x1D232B),
            color(0x3D444D),
            color(0x9AA4AF),
            color(0x4A535D),
            color(0x3FB950),
            color(0x58A6FF),
            color(0xD29922),
            color(0x58A6FF),
            List.of(
                    color(0x4BA3E3),
                    color(0xF0B940),
                    color(0x2CC99B),
                    color(0xF27A3A),
                    color(0xE79BC6),
                    color(0x8CD0F5),
                    color(0xA8A8A8),
                    color(0x9A74FF),
                    color(0x9C6B4A),
                    color(0x3F8F86),
                    color(0xD8489C)),
            new MemoryColors(color(0x3D444D), color(0x3F8FBF), color(0xF0B940), color(0xE6EDF3)));

    /** The line of what was not trained. */
    public Color preview() {
        return info;
    }

    /** The colour of the rank, or method, at {@code place} among those of the study; a negative one is that of the reference. */
    public Color rank(int place) {
        return place < 0 ? text : ranks.get(place % ranks.size());
    }

    /** The colour of a verdict, as on its card. */
    public Color verdict(Verdict.Kind kind) {
        return switch (kind) {
            case CHOOSE -> good;
            case FLAT -> info;
            case EXTEND, NOISY -> warn;
        };
    }

    /** {@code color} as the fill of an area behind points and lines. */
    public static Color veil(Color color) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), 36);
    }

    /** {@code color} as a style sheet writes it: {@code #0072b2}. */
    public static String hex(Color color) {
        return String.format("#%06x", color.getRGB() & 0xFFFFFF);
    }

    private static Color color(int rgb) {
        return new Color(rgb);
    }
}
