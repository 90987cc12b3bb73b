/**
 * Datasets: running text and tables as batches of fixed shape, for every task.
 *
 * <p>Invariant: for a given specification and seed the same batches come in the same order, whatever is trained on them,
 * and the batch of step n can be had without those before it.
 *
 * <p>A table goes through three hands: {@code ColumnGuess} says what its columns mean, {@code RowIndex} what is needed to
 * split it, and a {@code RowEncoder} (one a kind of data) makes rows of numbers, which {@code BatchTensors} puts together.
 * Rows are read and encoded by position, when batches ask for them; those of small data are kept. What is said of the whole
 * (lengths, rows that can't be used) is exact up to the sizes in {@code MeasuredTable}, and of a sample beyond them.
 *
 * <p>Every trial opens its data anew, so a file is used no further than seconds suffice for: of a long table rows at even
 * distances ({@link org.rankscope.data.source.Tables#USED_BYTES}), of a long text its first part. That was taken over an
 * index kept beside the study: no trial sees more rows, and there is nothing that could be out of date.
 *
 * <p>Of a table only an index is kept ({@link org.rankscope.data.RowIndex}): where each row is, and what it must be told apart
 * by. Rows with the same content, or of one group, never stand on both sides of a split.
 *
 * <p>Rows that can't be used are counted and listed; a row that shows that the data are not what they were taken for (a
 * label outside the set) refuses all of them. Labels of what is not predicted are -100, or not a number where labels are
 * numbers. In a language model the label of a row's first token is -100 too: most methods have nothing to predict it from, and
 * those that do (a prompt in front of it) are measured on the same tokens as the others.
 */
package org.rankscope.data;
