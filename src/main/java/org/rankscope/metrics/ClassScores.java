package org.rankscope.metrics;

/** Of rows that have a class each. */
final class ClassScores implements TaskScores {
    private final ClassCounts counts;

    ClassScores(int classes) {
        counts = new ClassCounts(classes);
    }

    @Override
    public void add(EvaluatedBatch batch) {
        counts.add(batch);
    }

    @Override
    public Scores scores(double loss) {
        return new Scores.Builder()
                .put(Metric.ACCURACY, counts.accuracy(), Hits.NOTHING)
                .put(Metric.F1_MACRO, F1.macro(counts), Hits.NOTHING)
                .put(Metric.F1_MICRO, F1.micro(counts), Hits.NOTHING)
                .put(Metric.MATTHEWS, MatthewsCorrelation.of(counts), Hits.NOTHING)
                .build();
    }
}
