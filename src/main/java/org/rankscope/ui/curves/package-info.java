/**
 * Learning: curves of loss by step, one a rank, the selected one thick; and two maps, loss by learning rate and rank and
 * loss by step and rank.
 */
package org.rankscope.ui.curves;
