package org.rankscope.data.source;

/**
 * A row that was passed over.
 *
 * @param number as {@link TableRow#number}
 * @param reason for people, without the name of the file: {@code has 4 cells, expected 3}
 */
public record SkippedRow(long number, String reason) {}
