package org.rankscope.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rankscope.train.MetricLine;
import org.rankscope.train.MetricsJournal;

/**
 * What the journal of a cell holds.
 *
 * @param lines by step
 */
public record Journal(List<MetricLine> lines) {
    public Journal {
        lines = List.copyOf(lines);
    }

    /** Reads the journal in {@code folder}; where there is none, it is empty. */
    public static Journal read(Path folder) throws IOException {
        return new Journal(MetricsJournal.read(folder).stream()
                .sorted(Comparator.comparingInt(MetricLine::step))
                .toList());
    }

    /** The evaluations, by step. */
    public List<MetricLine> evaluations() {
        return lines.stream().filter(MetricLine::isEvaluation).toList();
    }

    /** The evaluation after {@code step} updates. */
    public Optional<MetricLine> evaluationAt(int step) {
        return evaluations().stream().filter(line -> line.step() == step).findFirst();
    }
}
