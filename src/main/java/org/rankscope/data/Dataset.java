package org.rankscope.data;

import java.util.List;

/**
 * A dataset ready for training. Rows of large files are read when batches ask for them: it is closed when no batch is asked
 * for any more.
 *
 * @param train endless for text and tables (an epoch is a seeded permutation of the rows), finite for ready-made batches
 * @param validation the whole held-out part, last rows padded with rows that predict nothing; its count is 0 if there is none
 * @param summary what was understood, for a person: rows, lengths, share truncated
 * @param leftOut sentences for people: rows that are not used, one for each reason
 * @param open what has to be closed
 */
public record Dataset(
        TokenBatches train, TokenBatches validation, DataSummary summary, List<String> leftOut, Runnable open)
        implements AutoCloseable {
    /** Of data that are in memory. */
    Dataset(TokenBatches train, TokenBatches validation, DataSummary summary) {
        this(train, validation, summary, List.of(), () -> {});
    }

    @Override
    public void close() {
        open.run();
    }
}
