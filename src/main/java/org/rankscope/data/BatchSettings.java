package org.rankscope.data;

import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Task;

/**
 * How a dataset is cut into batches.
 *
 * @param batchSize rows of a batch
 * @param sequenceLength tokens of a row, at least 2: the first one is never predicted
 * @param gradientAccumulationSteps micro-batches of one optimiser step
 * @param vocabSize ids must be below it
 * @param padTokenId fills rows that are too short; never predicted
 * @param orderSeed the order of the training rows; nothing else depends on it
 * @param splitSeed which documents are held out; the same for trials that are to be compared
 * @param form what a batch is made of
 */
public record BatchSettings(
        int batchSize,
        int sequenceLength,
        int gradientAccumulationSteps,
        int vocabSize,
        int padTokenId,
        long orderSeed,
        long splitSeed,
        BatchForm form) {
    static final int MIN_SEQUENCE_LENGTH = 2;

    public BatchSettings {
        require("batch_size", batchSize, 1);
        require("sequence_length", sequenceLength, MIN_SEQUENCE_LENGTH);
        require("gradient_accumulation_steps", gradientAccumulationSteps, 1);
    }

    /** Batches of token ids, a mask and the tokens themselves as labels. */
    public BatchSettings(
            int batchSize,
            int sequenceLength,
            int gradientAccumulationSteps,
            int vocabSize,
            int padTokenId,
            long orderSeed,
            long splitSeed) {
        this(
                batchSize,
                sequenceLength,
                gradientAccumulationSteps,
                vocabSize,
                padTokenId,
                orderSeed,
                splitSeed,
                BatchForm.ofTokens(vocabSize, batchSize, sequenceLength));
    }

    /** Batches that {@code model} takes for {@code task}. */
    public static BatchSettings of(
            BaseModel model,
            Task task,
            int batchSize,
            int sequenceLength,
            int gradientAccumulationSteps,
            long orderSeed,
            long splitSeed) {
        return new BatchSettings(
                batchSize,
                sequenceLength,
                gradientAccumulationSteps,
                model.vocabSize(),
                model.padTokenId(),
                orderSeed,
                splitSeed,
                BatchForm.of(model, task, batchSize, sequenceLength));
    }

    private static void require(String field, int value, int least) {
        if (value < least) {
            throw new RequestException("Field '" + field + "' is " + value + ", expected at least " + least + ".");
        }
    }
}
