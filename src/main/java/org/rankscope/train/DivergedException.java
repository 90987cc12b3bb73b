package org.rankscope.train;

/** The loss became infinite or not a number; nothing can be learnt from there. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int step;

    public DivergedException(int step, double loss) {
        super("the loss became " + loss + " at step " + step + "; a lower learning rate or gradient clipping helps");
        this.step = step;
    }

    public int step() {
        return step;
    }
}
