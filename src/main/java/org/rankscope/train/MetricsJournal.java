package org.rankscope.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rankscope.io.AtomicFiles;
import org.rankscope.io.StrictJson;

/** {@code metrics.jsonl}: one object a line, appended and flushed as it comes. */
public final class MetricsJournal implements AutoCloseable {
    public static final String FILE = "metrics.jsonl";

    private final Writer writer;

    private MetricsJournal(Writer writer) {
        this.writer = writer;
    }

    /** Opens the journal in {@code folder} to go on after {@code doneSteps}; lines of later steps are dropped. */
    static MetricsJournal open(Path folder, int doneSteps) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(FILE);
        List<MetricLine> kept = read(folder).stream()
                .filter(line -> doneSteps > 0 && line.step() <= doneSteps)
                .toList();
        AtomicFiles.writeString(file, kept.stream().map(line -> StrictJson.toLine(line) + "\n").collect(Collectors.joining()));
        return new MetricsJournal(Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND));
    }

    /** @throws UncheckedIOException if the line can't be written: a full disk, say */
    void append(MetricLine line) {
        try {
            writer.write(StrictJson.toLine(line) + "\n");
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The lines of a journal; where a step was done twice (a run that was killed and went on) the later line counts. A torn
     * last line is left out, with a warning. Empty if there is no file.
     */
    public static List<MetricLine> read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return List.of();
        }
        Map<String, MetricLine> lines = new LinkedHashMap<>();
        for (String text : Files.readString(file).split("\n")) {
            if (text.isBlank()) {
                continue;
            }
            try {
                MetricLine line = StrictJson.mapper().readValue(text, MetricLine.class);
                String key = line.step() + (line.isEvaluation() ? " evaluation" : " training");
                lines.remove(key);
                lines.put(key, line);
            } catch (JsonProcessingException e) {
                System.getLogger(MetricsJournal.class.getName())
                        .log(System.Logger.Level.WARNING, file + ": dropped a torn line of " + text.length() + " characters");
            }
        }
        return new ArrayList<>(lines.values());
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
