/**
 * One training run: the specification, the training graph (two scans), the loop around it, optimiser, schedules,
 * checkpoints and the journal of metrics.
 */
package org.rankscope.train;
