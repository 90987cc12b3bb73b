package org.rankscope.data;

/**
 * One side of a dataset.
 *
 * @param longest tokens of its longest document; of a row for running text
 * @param documents number of its documents, 0 for running text
 * @param truncated how many of them were cut
 * @param dropped how many more there were that predict nothing
 */
record DataPart(Rows rows, long longest, long documents, long truncated, long dropped) {}
