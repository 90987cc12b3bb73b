package org.rankscope.data;

import org.rankscope.data.source.TableRow;

/** Makes rows of batches out of rows of a table; one for each kind of data. Any thread. */
@FunctionalInterface
interface RowEncoder {
    /** @throws RowProblem if the row can't be used */
    EncodedRow encode(TableRow row) throws RowProblem;
}
