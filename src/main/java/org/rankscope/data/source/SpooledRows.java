package org.rankscope.data.source;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

/** Rows of a format that can only be read in its order, as lines of JSON in a temporary file. Any thread. */
final class SpooledRows implements AutoCloseable {
    private static final ObjectWriter LINE = StrictJson.mapper().writer().without(SerializationFeature.INDENT_OUTPUT);

    private final long[] starts;
    private Path file;
    private JsonLinesSource lines;

    /** Of {@code count} rows, whose positions are their numbers from 0. Nothing is written as yet. */
    SpooledRows(long count) {
        this.starts = new long[Math.toIntExact(count)];
    }

    int count() {
        return starts.length;
    }

    /** Row {@code position} of {@code source}; all of them are written the first time. */
    TableRow at(long position, RowSource source) {
        JsonLinesSource written = written(source);
        return new TableRow(
                0, position, written.at(starts[Math.toIntExact(position)]).values());
    }

    private synchronized JsonLinesSource written(RowSource source) {
        if (lines == null) {
            try {
                file = Files.createTempFile("rankscope-rows", ".jsonl");
                file.toFile().deleteOnExit();
                write(source);
            } catch (IOException e) {
                throw new RequestException(
                        source.file() + ": its rows can't be written to a temporary file (" + e.getMessage()
                                + "); is there room for all of them?",
                        e);
            }
            lines = new JsonLinesSource(TextFile.open(file));
        }
        return lines;
    }

    private void write(RowSource source) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                RowReader reader = source.rows()) {
            Spool spool = new Spool(out);
            boolean more = true;
            while (more) {
                more = reader.next(spool::write, skipped -> {});
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private final class Spool {
        private final OutputStream out;
        private long end;

        Spool(OutputStream out) {
            this.out = out;
        }

        void write(TableRow row) {
            try {
                byte[] line = LINE.writeValueAsBytes(row.values());
                out.write(line);
                out.write('\n');
                starts[Math.toIntExact(row.position())] = end;
                end += line.length + 1;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public synchronized void close() {
        if (lines != null) {
            lines.close();
        }
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw TextFile.unreadable(file, e);
        }
    }
}
