package org.rankscope.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run says of its steps and evaluations: to its journal, to whoever listens, and at the end to its result. */
final class RunJournal implements AutoCloseable {
    private final Path directory;
    private final MetricsJournal journal;
    private final TrialListener listener;
    private final List<Double> losses = new ArrayList<>();
    private Optional<MetricLine> lastEvaluation = Optional.empty();

    /** Goes on after {@code done} steps. */
    RunJournal(Path directory, int done, TrialListener listener) throws IOException {
        this.directory = directory;
        this.listener = listener;
        this.journal = MetricsJournal.open(directory, done);
        MetricsJournal.read(directory).forEach(this::count);
    }

    void add(MetricLine line) {
        journal.append(line);
        count(line);
        listener.metric(line);
    }

    private void count(MetricLine line) {
        if (line.isEvaluation()) {
            lastEvaluation = Optional.of(line);
        } else {
            losses.add(line.loss());
        }
    }

    Optional<MetricLine> lastEvaluation() {
        return lastEvaluation;
    }

    /** What the evaluation after {@code step} found beside the loss; it may be of an earlier part of the run. */
    Map<String, Double> metricsAt(int step) throws IOException {
        return MetricsJournal.read(directory).stream()
                .filter(line -> line.isEvaluation() && line.step() == step && line.evalMetrics() != null)
                .map(MetricLine::evalMetrics)
                .findFirst()
                .orElse(Map.of());
    }

    /** Mean of the last tenth of the training losses; not a number where the journal of a finished run was lost. */
    double lastLosses() {
        int count = Math.min(losses.size(), Math.max(1, losses.size() / 10));
        return losses.subList(losses.size() - count, losses.size()).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    void force() throws IOException {
        journal.force();
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
