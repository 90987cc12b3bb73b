package org.rankscope.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rankscope.graph.DType;
import org.rankscope.model.Task;

class MetricTest {
    @Test
    void itIsKnownWhichWayIsBetter() {
        assertTrue(Metric.named("matthews_correlation").orElseThrow().higherIsBetter());
        assertTrue(Metric.named("iou_lesion").orElseThrow().higherIsBetter());
        assertFalse(Metric.named("perplexity").orElseThrow().higherIsBetter());
        assertTrue(Metric.named("eval_loss").isEmpty());
    }

    @Test
    void numbersAreWrittenForPeople() {
        assertEquals("87.3 %", Metric.named("accuracy").orElseThrow().text(0.8732));
        assertEquals("0.812", Metric.named("pearson").orElseThrow().text(0.8123));
        assertEquals("23.46", Metric.named("perplexity").orElseThrow().text(23.456));
        assertEquals("undefined", Metric.named("pearson").orElseThrow().text(null));
    }

    @Test
    void theMainMetricIsOneThatThereIs() {
        assertEquals(
                "pearson",
                Metric.main(Task.SEQUENCE_CLASSIFICATION, Set.of("pearson"))
                        .orElseThrow()
                        .name());
        assertTrue(Metric.main(Task.DENOISING, Set.of("loss_much_noise")).isEmpty());
        assertTrue(Metric.main(Task.IMAGE_CLASSIFICATION, Set.of()).isEmpty());
    }

    @Test
    void everyMetricThatATaskGivesIsKnownByItsName() {
        for (Task task : Task.values()) {
            for (DType labels : List.of(DType.INT64, DType.FLOAT)) {
                Scores scores = TaskScores.of(task, labels, 7, List.of("O", "B-a"), OptionalInt.of(9))
                        .scores(1);
                scores.values()
                        .keySet()
                        .forEach(name -> assertEquals(
                                name, Metric.named(name).orElseThrow().name()));
            }
        }
    }
}
