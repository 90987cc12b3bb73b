/**
 * Datasets: reading text and JSON lines, splitting them, and cutting them into batches of fixed shape.
 *
 * <p>Invariant: for a given specification and seed the same batches come in the same order, whatever is trained on them,
 * and the batch of step n can be had without those before it.
 */
package org.rankscope.data;
