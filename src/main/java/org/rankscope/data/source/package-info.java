/**
 * Data files as tables: lines and lists of JSON, CSV, Parquet, words with tags, folders of images. A table is streamed, never
 * held; a row can be read again by its position. What the columns mean, and for which task, is not known here.
 *
 * <p>Decisions: a position is a byte where the format allows it (files of lines, JSON), so that nothing has to be kept of a
 * row but that; rows of Parquet are written to a temporary file of lines when a single one is first wanted. A row that is
 * broken costs that row, and says why; a file most of whose first rows are broken is refused. Packed files are refused,
 * for they have no random access. Parquet is read by parquet-java without Hadoop (parquet-floor) and unpacked by
 * aircompressor: plain Java, no native libraries.
 */
package org.rankscope.data.source;
