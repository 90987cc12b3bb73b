package org.rankscope.data;

import java.util.Map;
import org.rankscope.graph.Tensor;
import org.rankscope.model.Task;

/**
 * Batches of one fixed shape, by index: the model's inputs and {@link #LABELS}. Of text these are {@link #INPUT_IDS} and
 * {@link #ATTENTION_MASK}, INT64 [batch, seq]. Labels are INT64, in the shape that the {@link Task} gives them; those of a
 * language model stand at the position of the token that they name (no shift). {@link #IGNORE} marks what is not predicted. Where an optimiser step takes G micro-batches, micro-batch g
 * of step n (both from 0) is the batch at n * G + g.
 */
public interface TokenBatches {
    String INPUT_IDS = "input_ids";
    String ATTENTION_MASK = "attention_mask";
    String TOKEN_TYPE_IDS = "token_type_ids";
    String DECODER_INPUT_IDS = "decoder_input_ids";
    String DECODER_ATTENTION_MASK = "decoder_attention_mask";
    String PIXEL_VALUES = "pixel_values";
    String SAMPLE = "sample";
    String TIMESTEP = "timestep";
    String LABELS = "labels";
    long IGNORE = Task.IGNORE;

    /** Rows of a batch. */
    int batchSize();

    /** Tokens of a row; 1 where the model takes no tokens. */
    int sequenceLength();

    /** Number of different batches, or {@link Integer#MAX_VALUE} where a sampler goes round its data for ever. */
    int count();

    /** The batch at {@code index}, from 0; always the same for the same index. */
    Map<String, Tensor> at(int index);
}
