/**
 * How the window looks: light and dark, the font, and the colours and markers of the ranks. Colours and spacing of
 * controls live in the style sheets beside this package; what charts draw is in
 * {@link org.rankscope.ui.theme.ChartColors}.
 *
 * <p>The font (Roboto, Apache License 2.0) comes with the program, so that the window looks the same on every machine;
 * its figures are all of one width, which tables need.
 */
package org.rankscope.ui.theme;
