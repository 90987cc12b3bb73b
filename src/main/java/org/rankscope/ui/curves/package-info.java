/** Learning curves: loss by step, one curve a rank, the selected one thick. */
package org.rankscope.ui.curves;
