/**
 * Datasets: reading text and JSON lines, splitting them, and cutting them into batches of fixed shape.
 *
 * <p>Invariant: for a given specification and seed the same batches come in the same order, whatever is trained on them,
 * and the batch of step n can be had without those before it.
 *
 * <p>Of a table only an index is kept ({@link org.rankscope.data.RowIndex}): where each row is, and what it must be told apart
 * by. Rows with the same content, or of one group, never stand on both sides of a split.
 */
package org.rankscope.data;
