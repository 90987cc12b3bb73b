package org.rankscope.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.rankscope.data.Samples.PAD;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rankscope.graph.Tensor;

class BatchesTest {
    private static final int LENGTH = 4;

    @Test
    void aStreamIsCutIntoRowsAndTheLastOneIsPadded() {
        Rows rows = rows(10);
        assertEquals(3, rows.count());
        assertEquals(3 + 3 + 1, rows.predictedItems());
        Map<String, Tensor> batch = new EvaluationBatches(rows, Samples.settings(4, LENGTH)).at(0);
        assertArrayEquals(
                new long[] {10, 11, 12, 13, 14, 15, 16, 17, 18, 19, PAD, PAD, PAD, PAD, PAD, PAD},
                batch.get(TokenBatches.INPUT_IDS).longs());
        assertArrayEquals(
                new long[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0},
                batch.get(TokenBatches.ATTENTION_MASK).longs());
        assertArrayEquals(
                new long[] {-100, 11, 12, 13, -100, 15, 16, 17, -100, 19, -100, -100, -100, -100, -100, -100},
                batch.get(TokenBatches.LABELS).longs());
    }

    @Test
    void aLastTokenAloneMakesNoRow() {
        assertEquals(2, rows(9).count());
        assertEquals(6, rows(9).predictedItems());
    }

    @Test
    void everyEpochHoldsEveryRowOnceInAnotherOrder() {
        List<Long> drawn = firstIds(new SampledBatches(rows(7 * LENGTH), Samples.settings(2, LENGTH)), 0, 21);
        List<Long> first = drawn.subList(0, 7);
        for (int epoch = 0; epoch < 6; epoch++) {
            assertEquals(7, new TreeSet<>(drawn.subList(7 * epoch, 7 * epoch + 7)).size());
        }
        assertNotEquals(first, drawn.subList(7, 14));
    }

    @Test
    void aBatchDoesNotDependOnThoseAskedForBefore() {
        SampledBatches inOrder = new SampledBatches(rows(7 * LENGTH), Samples.settings(2, LENGTH));
        List<Long> all = firstIds(inOrder, 0, 40);
        SampledBatches resumed = new SampledBatches(rows(7 * LENGTH), Samples.settings(2, LENGTH));
        assertEquals(all.subList(2 * 33, 2 * 40), firstIds(resumed, 33, 40));
        assertEquals(all.subList(0, 2 * 5), firstIds(resumed, 0, 5));
    }

    @Test
    void theOrderFollowsTheSeed() {
        BatchSettings settings = Samples.settings(2, LENGTH);
        BatchSettings other = new BatchSettings(
                2, LENGTH, 1, settings.vocabSize(), PAD, settings.orderSeed() + 1, settings.splitSeed());
        assertNotEquals(
                firstIds(new SampledBatches(rows(40), settings), 0, 5),
                firstIds(new SampledBatches(rows(40), other), 0, 5));
    }

    @Test
    void aBatchMayBeLargerThanTheData() {
        List<Long> drawn = firstIds(new SampledBatches(rows(2 * LENGTH), Samples.settings(6, LENGTH)), 0, 1);
        assertEquals(3, drawn.stream().filter(id -> id == 10).count());
    }

    @Test
    void evaluationTakesEveryRowOnceInOrder() {
        EvaluationBatches batches = new EvaluationBatches(rows(7 * LENGTH), Samples.settings(3, LENGTH));
        assertEquals(3, batches.count());
        assertEquals(List.of(10L, 14L, 18L, 22L, 26L, 30L, 34L, (long) PAD, (long) PAD), firstIds(batches, 0, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> batches.at(3));
    }

    @Test
    void longEvaluationsTakeRowsAtEvenDistances() {
        int rows = 3 * EvaluationBatches.MAX_ROWS;
        EvaluationBatches batches = new EvaluationBatches(rows(rows * LENGTH), Samples.settings(8, LENGTH));
        assertEquals(EvaluationBatches.MAX_ROWS / 8, batches.count());
        List<Long> taken = firstIds(batches, 0, batches.count());
        assertEquals(
                IntStream.range(0, EvaluationBatches.MAX_ROWS)
                        .mapToObj(i -> 10L + 3L * i * LENGTH)
                        .toList(),
                taken);
    }

    /** A stream of {@code tokens} ids from 10 on. */
    private static Rows rows(int tokens) {
        return new TextRows(IntStream.range(10, 10 + tokens).toArray(), LENGTH);
    }

    /** The first id of each row of batches [from, to). */
    private static List<Long> firstIds(TokenBatches batches, int from, int to) {
        List<Long> ids = new ArrayList<>();
        for (int index = from; index < to; index++) {
            long[] inputs = batches.at(index).get(TokenBatches.INPUT_IDS).longs();
            for (int row = 0; row < batches.batchSize(); row++) {
                ids.add(inputs[row * LENGTH]);
            }
        }
        return ids;
    }
}
