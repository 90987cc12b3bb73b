package org.rankscope.metrics;

import java.util.Map;
import org.rankscope.graph.Tensor;

/**
 * A batch that a model was evaluated on.
 *
 * @param inputs what the model was fed
 * @param targets what each item was to predict, INT64 with {@link org.rankscope.model.Task#IGNORE} where nothing, or FLOAT with
 *     "not a number" where nothing
 * @param rowLosses summed loss of each row
 * @param outcome what the model made of it, by the names here
 */
public record EvaluatedBatch(
        Map<String, Tensor> inputs, Tensor targets, float[] rowLosses, Map<String, Tensor> outcome) {
    /**
     * Of classes: INT64 [items] the one with the largest logit, or [items, k] those with the k largest, the largest first; of
     * several that are equal the one with the lower number. Of numbers: FLOAT [items].
     */
    public static final String PREDICTED = "predicted";

    /** Of pairs: FLOAT [batch, dim]. */
    public static final String IMAGE_EMBEDS = "image_embeds";

    /** Of pairs: FLOAT [batch, dim]. */
    public static final String TEXT_EMBEDS = "text_embeds";
}
