package org.rankscope.train;

import java.util.List;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Value;

/**
 * The losses of the items of a batch, and their gradient in closed form: the backward pass begins with it.
 *
 * @param logits where the loss was taken [items, outputs]
 * @param perItem loss of each item [items], 0 where nothing is predicted
 * @param logitsGradient gradient of the weighted sum of losses [items, outputs]
 * @param weights what each item counts [items]: the given weight, 0 where nothing is predicted
 */
record ItemLoss(Value logits, Value perItem, Value logitsGradient, Value weights) {
    /** The weighted sum of the losses, a scalar. */
    Value total(GraphBuilder g) {
        return g.reduceSum(g.mul(perItem, weights), List.of(0L), false);
    }
}
