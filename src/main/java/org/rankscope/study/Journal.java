package org.rankscope.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.io.StrictJson;
import org.rankscope.train.MetricLine;

/**
 * What a {@code metrics.jsonl} holds. A run that was killed may leave half a line at the end and lines beyond its last
 * checkpoint, which its continuation writes again: half a line is dropped with a warning, and of two lines of the same
 * step and kind the later one counts.
 *
 * @param lines by step
 * @param warnings plain sentences about what was skipped
 */
public record Journal(List<MetricLine> lines, List<String> warnings) {
    private record Key(int step, boolean evaluation) {}

    public Journal {
        lines = List.copyOf(lines);
        warnings = List.copyOf(warnings);
    }

    /** Reads {@code file}; a missing file is an empty journal. */
    public static Journal read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new Journal(List.of(), List.of());
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        Map<Key, MetricLine> lines = new LinkedHashMap<>();
        List<String> warnings = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            try {
                if (!line.isBlank()) {
                    MetricLine metric = StrictJson.mapper().readValue(line, MetricLine.class);
                    lines.put(new Key(metric.step(), metric.isEvaluation()), metric);
                }
            } catch (JsonProcessingException e) {
                warnings.add(file + ": line " + number + " is incomplete or broken and was left out.");
            }
        }
        List<MetricLine> sorted = new ArrayList<>(lines.values());
        sorted.sort(Comparator.comparingInt(MetricLine::step));
        return new Journal(sorted, warnings);
    }

    /** Cuts half a line off the end of {@code file}, so that a run that goes on appends to a whole one. */
    static void cutTornLine(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = channel.size();
            ByteBuffer one = ByteBuffer.allocate(1);
            while (end > 0) {
                channel.read(one.clear(), end - 1);
                if (one.get(0) == '\n') {
                    break;
                }
                end--;
            }
            channel.truncate(end);
        }
    }

    /** The evaluations, by step. */
    public List<MetricLine> evaluations() {
        return lines.stream().filter(MetricLine::isEvaluation).toList();
    }

    /** The evaluation after {@code step} updates. */
    public Optional<MetricLine> evaluationAt(int step) {
        return evaluations().stream().filter(line -> line.step() == step).findFirst();
    }
}
