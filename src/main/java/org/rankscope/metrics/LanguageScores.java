package org.rankscope.metrics;

/** Of a language model: perplexity, exp of the loss, and the share of tokens that were the likeliest. */
final class LanguageScores implements TaskScores {
    private final Hits tokens = new Hits();

    @Override
    public void add(EvaluatedBatch batch) {
        tokens.add(batch);
    }

    @Override
    public Scores scores(double loss) {
        return new Scores.Builder()
                .put(Metric.PERPLEXITY, Math.exp(loss), "exp of a loss of " + loss + " is no number")
                .put(Metric.TOKEN_ACCURACY, tokens.share(), Hits.NOTHING)
                .build();
    }
}
