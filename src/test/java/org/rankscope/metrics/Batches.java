package org.rankscope.metrics;

import java.util.Arrays;
import java.util.Map;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.model.Task;

/** Evaluated batches, written by hand. */
final class Batches {
    static final long IGNORE = Task.IGNORE;

    private Batches() {}

    /** Items in one row each. */
    static EvaluatedBatch of(long[] targets, long... predicted) {
        return ofRows(targets.length, targets, predicted);
    }

    /** Items in {@code rows} rows. */
    static EvaluatedBatch ofRows(int rows, long[] targets, long... predicted) {
        return new EvaluatedBatch(
                Map.of(), longs(targets), new float[rows], Map.of(EvaluatedBatch.PREDICTED, longs(predicted)));
    }

    static EvaluatedBatch ofNumbers(float[] targets, float... predicted) {
        return new EvaluatedBatch(
                Map.of(),
                floats(targets),
                new float[targets.length],
                Map.of(EvaluatedBatch.PREDICTED, floats(predicted)));
    }

    /** Pairs whose embeddings have two numbers. */
    static EvaluatedBatch ofPairs(long[] textOfImage, float[][] images, float[][] texts) {
        long[] both = Arrays.copyOf(textOfImage, 2 * textOfImage.length);
        System.arraycopy(textOfImage, 0, both, textOfImage.length, textOfImage.length);
        return new EvaluatedBatch(
                Map.of(),
                longs(both),
                new float[textOfImage.length],
                Map.of(EvaluatedBatch.IMAGE_EMBEDS, rows(images), EvaluatedBatch.TEXT_EMBEDS, rows(texts)));
    }

    private static Tensor rows(float[][] rows) {
        float[] flat = new float[rows.length * rows[0].length];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, flat, row * rows[0].length, rows[0].length);
        }
        return Tensor.ofFloats(Shape.of(rows.length, rows[0].length), flat);
    }

    static long[] longArray(long... values) {
        return values;
    }

    static Tensor longs(long... values) {
        return Tensor.ofLongs(Shape.of(values.length), values);
    }

    static Tensor floats(float... values) {
        return Tensor.ofFloats(Shape.of(values.length), values);
    }
}
