package org.rankscope.train;

import java.util.List;
import java.util.Map;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/** Squared error of predicted numbers, and its gradient in closed form: loss = (ŷ - y)², d loss / dŷ = 2(ŷ - y). */
final class SquaredError {
    private SquaredError() {}

    /**
     * The loss of one number for each item.
     *
     * @param logits [items, 1]
     * @param targets FLOAT [items]; "not a number" where nothing is predicted
     * @param weight scalar
     */
    static ItemLoss of(GraphBuilder g, Value logits, Value targets, Value weight) {
        Value unknown = g.node(Op.IS_NAN, List.of(targets), Map.of(), DType.BOOL, targets.shape());
        Value difference = g.where(unknown, g.constant(0), g.sub(g.reshape(logits, targets.shape()), targets));
        Value weights = g.where(unknown, g.constant(0), weight);
        Value gradient = g.mul(difference, g.mul(weights, g.constant(2)));
        return new ItemLoss(logits, g.mul(difference, difference), g.reshape(gradient, logits.shape()), weights);
    }
}
