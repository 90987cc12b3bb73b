package org.rankscope.insight;

/**
 * Time of a trial before it is run, from the matrix products in it and the rate at which the machine does them: 2 N
 * operations a token forward and 2 N backward for the activations, N the parameters in products (Kaplan et al. 2020, arXiv
 * 2001.08361, section 2.1; gradients of frozen weights are not computed).
 */
public final class TimeEstimate {
    /** What a step takes beside its products, as a factor: {@code rankscope bench} measures it. */
    private static final double BESIDE_PRODUCTS = 1.3;

    /** Start of a worker process and opening of the session. */
    private static final double START_SECONDS = 1.5;

    private TimeEstimate() {}

    /**
     * Seconds of one trial.
     *
     * @param parameters of the base model
     * @param trainTokens of all steps together
     * @param evaluationTokens of all evaluations together
     * @param flopsPerSecond of float32 matrix products
     */
    public static double seconds(long parameters, double trainTokens, double evaluationTokens, double flopsPerSecond) {
        double operations = 2.0 * parameters * (2 * trainTokens + evaluationTokens);
        return START_SECONDS + BESIDE_PRODUCTS * operations / flopsPerSecond;
    }
}
