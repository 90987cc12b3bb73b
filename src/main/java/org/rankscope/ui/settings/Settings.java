package org.rankscope.ui.settings;

import org.rankscope.ui.rankchart.CostAxis;
import org.rankscope.ui.setup.SetupChoices;
import org.rankscope.ui.theme.Theme;

/**
 * What is remembered.
 *
 * @param width of the window's content, in pixels
 * @param height likewise
 * @param choices what stood in the fields; null: the demo
 */
public record Settings(
        Double width, Double height, Boolean maximized, Theme theme, CostAxis axis, SetupChoices choices) {
    public static final double FIRST_WIDTH = 1280;
    public static final double FIRST_HEIGHT = 800;
    /** The smallest window that still shows everything. */
    public static final double LEAST_WIDTH = 1160;

    public static final double LEAST_HEIGHT = 640;

    public Settings {
        width = width == null ? FIRST_WIDTH : Math.max(LEAST_WIDTH, width);
        height = height == null ? FIRST_HEIGHT : Math.max(LEAST_HEIGHT, height);
        maximized = maximized != null && maximized;
        theme = theme == null ? Theme.SYSTEM : theme;
        axis = axis == null ? CostAxis.RANK : axis;
    }

    /** A first start. */
    public static Settings first() {
        return new Settings(null, null, null, null, null, null);
    }
}
