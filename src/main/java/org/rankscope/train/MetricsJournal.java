package org.rankscope.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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

    private final FileChannel channel;

    private MetricsJournal(FileChannel channel) {
        this.channel = channel;
    }

    /** Opens the journal in {@code folder} to go on after {@code doneSteps}; lines of later steps are dropped. */
    static MetricsJournal open(Path folder, int doneSteps) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(FILE);
        List<MetricLine> kept = read(folder).stream()
                .filter(line -> doneSteps > 0 && line.step() <= doneSteps)
                .toList();
        AtomicFiles.writeString(
                file, kept.stream().map(line -> StrictJson.toLine(line) + "\n").collect(Collectors.joining()));
        return new MetricsJournal(FileChannel.open(file, StandardOpenOption.APPEND));
    }

    /** @throws UncheckedIOException if the line can't be written: a full disk, say */
    void append(MetricLine line) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(StrictJson.toLine(line) + "\n");
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes sure that all lines are on the disk: before a checkpoint that comes after them. */
    void force() throws IOException {
        channel.force(false);
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
                        .log(
                                System.Logger.Level.WARNING,
                                file + ": dropped a torn line of " + text.length() + " characters");
            }
        }
        return new ArrayList<>(lines.values());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
