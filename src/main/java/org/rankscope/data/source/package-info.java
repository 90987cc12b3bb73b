/**
 * Data files as tables: lines of JSON, CSV, Parquet, CoNLL, folders of images. A table is streamed, never held; a row can be
 * read again by its position. What the columns mean, and for which task, is not known here.
 */
package org.rankscope.data.source;
