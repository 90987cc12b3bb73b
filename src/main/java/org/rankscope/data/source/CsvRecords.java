package org.rankscope.data.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Goes through the records of a CSV file, one or more lines each. The lines of a record are found here, and its cells by
 * Commons CSV: so the byte where each record starts is known, and a quote that is never closed costs a line, not the rest
 * of the file.
 */
final class CsvRecords {
    /**
     * A record.
     *
     * @param number of its first line
     * @param position of its first line
     * @param cells none where there is a problem
     * @param problem why it can't be read, or empty
     * @param following lines of it but the first
     */
    record Record(long number, long position, List<String> cells, String problem, List<LineCursor.Line> following) {}

    private final LineCursor lines;
    private final CsvDialect dialect;
    private final CSVFormat format;
    /** Lines that were read in search of a closing quote and turned out not to belong to it. */
    private final Deque<LineCursor.Line> returned = new ArrayDeque<>();

    CsvRecords(LineCursor lines, CsvDialect dialect) {
        this.lines = lines;
        this.dialect = dialect;
        this.format = dialect.format();
    }

    /** The next record that isn't blank; empty at the end of the file. */
    Optional<Record> next() {
        Optional<LineCursor.Line> first = nextLine();
        while (first.isPresent() && first.get().isBlank()) {
            first = nextLine();
        }
        return first.map(this::record);
    }

    /** Goes over the next record that isn't blank and looks at nothing but its quotes; false at the end of the file. */
    boolean pass() {
        Optional<LineCursor.Line> first = nextLine();
        while (first.isPresent() && first.get().isBlank()) {
            first = nextLine();
        }
        if (first.isPresent() && first.get().problem().isEmpty()) {
            List<LineCursor.Line> following = new ArrayList<>(0);
            if (text(first.get(), following).isEmpty()) {
                giveBack(following);
            }
        }
        return first.isPresent();
    }

    /**
     * Reads the lines of {@code record}, the last that was read, but its first as records of their own: where it is not
     * what was expected, a stray quote may have swallowed them.
     */
    void breakUp(Record record) {
        giveBack(record.following());
    }

    private void giveBack(List<LineCursor.Line> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            returned.addFirst(lines.get(i));
        }
    }

    private Record record(LineCursor.Line first) {
        if (!first.problem().isEmpty()) {
            return new Record(first.number(), first.position(), List.of(), first.problem(), List.of());
        }
        List<LineCursor.Line> following = new ArrayList<>(0);
        Optional<String> text = text(first, following);
        if (text.isEmpty()) {
            return broken(first, following, "has a quote that is not closed");
        }
        try (CSVParser parser = CSVParser.parse(text.get(), format)) {
            List<CSVRecord> records = parser.getRecords();
            return records.size() == 1
                    ? new Record(
                            first.number(), first.position(), records.get(0).toList(), "", following)
                    : broken(first, following, "has a line break outside quotes");
        } catch (IOException | UncheckedIOException e) {
            return broken(first, following, "has text behind a closing quote");
        }
    }

    /** All lines of the record that begins with {@code first}; empty where a quote is not closed. */
    private Optional<String> text(LineCursor.Line first, List<LineCursor.Line> following) {
        StringBuilder text = new StringBuilder(first.text());
        QuoteState quotes = new QuoteState(dialect);
        quotes.read(first.text());
        while (quotes.isOpen()) {
            Optional<LineCursor.Line> line = nextLine();
            line.ifPresent(following::add);
            if (line.isEmpty() || !line.get().problem().isEmpty() || text.length() > LineCursor.MAX_LINE_BYTES) {
                return Optional.empty();
            }
            text.append('\n').append(line.get().text());
            quotes.read("\n");
            quotes.read(line.get().text());
        }
        return Optional.of(text.toString());
    }

    private Record broken(LineCursor.Line first, List<LineCursor.Line> following, String problem) {
        Record record = new Record(first.number(), first.position(), List.of(), problem, following);
        breakUp(record);
        return record;
    }

    private Optional<LineCursor.Line> nextLine() {
        return returned.isEmpty() ? lines.next() : Optional.of(returned.removeFirst());
    }
}
