package org.rankscope.data.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.rankscope.io.StrictJson;

/** One JSON object a line; blank lines are no rows. */
final class JsonLinesSource implements RowSource {
    private final TextFile file;

    JsonLinesSource(TextFile file) {
        this.file = file;
    }

    @Override
    public Path file() {
        return file.path();
    }

    @Override
    public RowReader rows() {
        LineCursor lines = file.lines();
        return new RowReader() {
            @Override
            public boolean next(Consumer<TableRow> rows, Consumer<SkippedRow> skipped) {
                Optional<LineCursor.Line> line = lines.next();
                line.filter(l -> !l.isBlank()).ifPresent(l -> read(l, rows, skipped));
                return line.isPresent();
            }

            @Override
            public boolean pass() {
                return lines.pass();
            }
        };
    }

    @Override
    public TableRow at(long position) {
        return ReadAgain.row(this, position, (rows, skipped) -> file.lines(position, 0, TextFile.LINE_BYTES)
                .next()
                .ifPresent(line -> read(line, rows, skipped)));
    }

    private static void read(LineCursor.Line line, Consumer<TableRow> rows, Consumer<SkippedRow> skipped) {
        if (!line.problem().isEmpty()) {
            skipped.accept(new SkippedRow(line.number(), line.problem()));
            return;
        }
        try {
            JsonNode node = StrictJson.mapper().readTree(line.text());
            JsonRow.read(line.number(), line.position(), node, rows, skipped);
        } catch (JsonProcessingException e) {
            skipped.accept(new SkippedRow(line.number(), "is broken JSON: " + StrictJson.problem(e)));
        }
    }

    @Override
    public String unit() {
        return "line";
    }

    @Override
    public void close() {
        file.close();
    }
}
