/** The table for exact numbers: one row a rank. */
package org.rankscope.ui.trials;
