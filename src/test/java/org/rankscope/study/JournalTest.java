package org.rankscope.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.io.StrictJson;
import org.rankscope.train.MetricLine;

class JournalTest {
    @TempDir
    Path temporary;

    private Journal read(String text) throws IOException {
        Files.writeString(temporary.resolve("metrics.jsonl"), text);
        return Journal.read(temporary);
    }

    @Test
    void linesAreReadAsTheyAreWritten() throws IOException {
        MetricLine step = MetricLine.train(2, 6.35, 1e-3, 0.42, 131);
        MetricLine evaluation = MetricLine.evaluation(2, 6.1, 100, List.of(6.0, 6.2), 150);
        Journal journal = read((StrictJson.toLine(step) + "\n" + StrictJson.toLine(evaluation) + "\n"));
        assertEquals(List.of(step, evaluation), journal.lines());
        assertEquals(evaluation, journal.evaluationAt(2).orElseThrow());
    }

    @Test
    void tornLastLineIsDropped() throws IOException {
        Journal journal = read(("{\"step\":1,\"loss\":2.0}\n{\"step\":2,\"lo"));
        assertEquals(1, journal.lines().size());
    }

    @Test
    void laterLineOfTheSameStepAndKindCounts() throws IOException {
        Journal journal = read(("""
                {"step":1,"loss":4.0}
                {"step":2,"loss":3.0}
                {"step":2,"eval_loss":3.5}
                {"step":2,"loss":2.9}
                {"step":3,"loss":2.8}
                """));
        assertEquals(
                List.of(4.0, 2.9, 2.8),
                journal.lines().stream()
                        .filter(line -> !line.isEvaluation())
                        .map(MetricLine::loss)
                        .toList());
        assertEquals(1, journal.evaluations().size());
    }

    @Test
    void missingJournalIsEmpty() throws IOException {
        assertEquals(List.of(), Journal.read(temporary).lines());
    }
}
