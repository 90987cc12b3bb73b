package org.rankscope.data;

import java.util.Arrays;
import java.util.Map;
import org.rankscope.model.Task;

/**
 * A row of a batch as numbers, by the names of the model's inputs and {@link TokenBatches#LABELS}; masks follow from the
 * tokens they belong to.
 *
 * @param whole whole numbers; of tokens no more than a row holds
 * @param real numbers with a fraction
 * @param length tokens of its longest sequence before that was cut; 0 without tokens
 * @param truncated whether tokens were cut off
 * @param predicted how many of its labels count in a loss
 */
record EncodedRow(Map<String, int[]> whole, Map<String, float[]> real, int length, boolean truncated, int predicted) {
    static final int IGNORE = (int) Task.IGNORE;

    EncodedRow {
        whole = Map.copyOf(whole);
        real = Map.copyOf(real);
    }

    /** Of a language model: {@code labels} stand at the tokens they name, and the first one is {@link #IGNORE}. */
    static EncodedRow ofText(int[] ids, int[] labels, int length) {
        int predicted = (int)
                Arrays.stream(labels).skip(1).filter(label -> label != IGNORE).count();
        return new EncodedRow(
                Map.of(TokenBatches.INPUT_IDS, ids, TokenBatches.LABELS, labels),
                Map.of(),
                length,
                length > ids.length,
                predicted);
    }

    /** Whether anything of it counts in a loss. */
    boolean predictsSomething() {
        return predicted > 0;
    }

    /** What it takes to keep it. */
    long bytes() {
        return Integer.BYTES
                * (whole.values().stream().mapToLong(values -> values.length).sum()
                        + real.values().stream()
                                .mapToLong(values -> values.length)
                                .sum());
    }
}
