package org.rankscope.train;

/** The loss or its gradient became infinite or not a number; nothing can be learnt from there. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int step;

    public DivergedException(int step, double loss) {
        this("the loss", loss, step);
    }

    private DivergedException(String what, double value, int step) {
        super(
                step > 1
                        ? what + " became " + value + " at step " + step
                                + "; a lower learning rate or gradient clipping helps"
                        : what + " is " + value + " at step " + step
                                + ", before anything was learnt; the weights of the"
                                + " model or the adapter hold numbers that are not finite, or too large");
        this.step = step;
    }

    /** For a step whose loss was a number yet, but not the norm of its gradient. */
    static DivergedException ofGradient(int step, double norm) {
        return new DivergedException("the norm of the gradient", norm, step);
    }

    public int step() {
        return step;
    }
}
