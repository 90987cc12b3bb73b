package org.rankscope.metrics;

import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.rankscope.model.Task;

/** How often each class was predicted where another was true: a confusion matrix, as whole numbers. */
final class ClassCounts {
    private final long[][] counts;

    ClassCounts(int classes) {
        counts = new long[classes][classes];
    }

    int classes() {
        return counts.length;
    }

    void add(int wanted, int predicted) {
        counts[wanted][predicted]++;
    }

    /** Counts the items of {@code batch} that predict something. */
    void add(EvaluatedBatch batch) {
        LongBuffer targets = batch.targets().data().asLongBuffer();
        LongBuffer predicted =
                batch.outcome().get(EvaluatedBatch.PREDICTED).data().asLongBuffer();
        for (int i = 0; i < targets.limit(); i++) {
            if (targets.get(i) != Task.IGNORE) {
                add((int) targets.get(i), (int) predicted.get(i));
            }
        }
    }

    /** Items of class {@code k} that were predicted as such. */
    long hits(int k) {
        return counts[k][k];
    }

    /** Items of class {@code k}. */
    long wanted(int k) {
        return Arrays.stream(counts[k]).sum();
    }

    /** Items that were taken for class {@code k}. */
    long predicted(int k) {
        return Arrays.stream(counts).mapToLong(row -> row[k]).sum();
    }

    /** Items that are of class {@code k}, or were taken for it; 0: the class does not occur. */
    long either(int k) {
        return wanted(k) + predicted(k) - hits(k);
    }

    long hits() {
        return IntStream.range(0, classes()).mapToLong(this::hits).sum();
    }

    long total() {
        return Arrays.stream(counts).mapToLong(row -> Arrays.stream(row).sum()).sum();
    }

    /** The share of items that were predicted as what they are; not a number without any. */
    double accuracy() {
        return (double) hits() / total();
    }
}
