package org.rankscope.ui.chart;

/**
 * A place of a chart that can be pointed at.
 *
 * @param x in the units of the domain axis
 * @param y in the units of the range axis
 * @param rank what a click selects
 * @param tip what is said of it
 */
public record Hotspot(double x, double y, int rank, String tip) {}
