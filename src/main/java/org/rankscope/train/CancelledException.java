package org.rankscope.train;

/** A run was stopped on request; its checkpoint lets it go on later. */
public final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CancelledException(int step) {
        super("cancelled after step " + step);
    }
}
