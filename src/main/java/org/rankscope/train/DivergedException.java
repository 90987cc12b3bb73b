package org.rankscope.train;

/** The loss of a run is no longer a finite number. The message is one plain sentence that names the step. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DivergedException(String sentence) {
        super(sentence);
    }
}
