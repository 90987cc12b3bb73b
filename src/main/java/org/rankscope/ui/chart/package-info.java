/**
 * What the charts of the window share: the pane that shows a JFreeChart and turns a click into the method and capacity that it means, the style, the
 * log2 axis of ranks, the map of amounts in colour, and the marks that JFreeChart does not have. Few methods are named beside what they name or in a row; many, in
 * a legend at the side, for a label that finds no room is left out. A chart is built whole from its model and shown at
 * once; nothing here keeps state between two models.
 */
package org.rankscope.ui.chart;
