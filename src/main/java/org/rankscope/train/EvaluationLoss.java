package org.rankscope.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.rankscope.data.TokenBatches;
import org.rankscope.model.Task;

/**
 * The loss on an evaluation set.
 *
 * @param loss nats per predicted item
 * @param items predicted items: tokens, rows or images
 * @param rows mean loss of each row that predicts anything
 */
record EvaluationLoss(double loss, long items, List<Double> rows) {
    /**
     * Puts the losses of batches together.
     *
     * @param summedByRow for each batch the summed loss of its rows
     */
    static EvaluationLoss of(Task task, TokenBatches batches, IntFunction<float[]> summedByRow) {
        double sum = 0;
        long items = 0;
        List<Double> rows = new ArrayList<>();
        for (int batch = 0; batch < batches.count(); batch++) {
            long[] predicted = GatheredBatches.predictedByRow(task, batches, batch);
            float[] summed = summedByRow.apply(batch);
            for (int row = 0; row < predicted.length; row++) {
                if (predicted[row] > 0) {
                    sum += summed[row];
                    items += predicted[row];
                    rows.add(summed[row] / (double) predicted[row]);
                }
            }
        }
        return new EvaluationLoss(sum / items, items, List.copyOf(rows));
    }
}
