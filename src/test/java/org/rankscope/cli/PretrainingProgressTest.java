package org.rankscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.rankscope.train.MetricLine;

class PretrainingProgressTest {
    @Test
    void timeLeftFollowsFromThePaceSinceThisStart() {
        AtomicLong clock = new AtomicLong();
        StringWriter err = new StringWriter();
        PretrainingProgress progress = new PretrainingProgress(new PrintWriter(err, true), clock::get);
        progress.started(200, 1_000, 1_055_104);
        clock.set(20_000_000_000L);
        progress.metric(MetricLine.train(300, 1.5, 0.001, 1.0, 0));
        progress.metric(MetricLine.train(301, 1.5, 0.001, 1.0, 0));
        progress.metric(MetricLine.evaluation(301, 1.25, 10, List.of(), 0));
        assertEquals(
                List.of(
                        "Training 1,055,104 parameters for 1,000 steps, from step 200 on.",
                        "step 300: loss 1.5000, 2 min 20 s left",
                        "step 301: eval loss 1.2500"),
                err.toString().lines().toList());
    }
}
