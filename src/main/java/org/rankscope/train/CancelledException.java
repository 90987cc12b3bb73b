package org.rankscope.train;

/** A run was asked to stop and has stored a checkpoint that it can go on from. */
public final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CancelledException(String sentence) {
        super(sentence);
    }
}
