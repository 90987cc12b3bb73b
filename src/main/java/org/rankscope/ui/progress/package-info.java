/** The line at the bottom: how far the run is, what it does now, how long it will take, and the machine. */
package org.rankscope.ui.progress;
