package org.rankscope.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.rankscope.io.RequestException;

/** CSV and TSV. All rows have as many cells as the first one. */
final class CsvSource implements RowSource {
    private static final int ROWS_COMPARED = 50;

    private final TextFile file;
    private final CsvDialect dialect;
    private final List<String> columns;
    private final boolean header;

    private CsvSource(TextFile file, CsvDialect dialect, List<String> columns, boolean header) {
        this.file = file;
        this.dialect = dialect;
        this.columns = columns;
        this.header = header;
    }

    /** Guesses delimiter, quotes and header; throws RequestException where there is no row at all. */
    static CsvSource of(TextFile file) {
        String name = file.path().toString().toLowerCase(Locale.ROOT);
        CsvDialect dialect = CsvDialect.guess(file, name.endsWith(".tsv") || name.endsWith(".tab"));
        CsvRecords records = new CsvRecords(file.lines(), dialect);
        List<List<String>> first = new ArrayList<>();
        for (var next = records.next(); next.isPresent() && first.size() <= ROWS_COMPARED; next = records.next()) {
            CsvRecords.Record record = next.get();
            if (first.isEmpty() && !record.problem().isEmpty()) {
                throw new RequestException(
                        file.path() + ", line " + record.number() + ": " + record.problem() + "; is it a CSV file?");
            }
            first.add(record.cells());
        }
        if (first.isEmpty()) {
            throw new RequestException(file.path() + ": there are no rows; choose a file with rows in it.");
        }
        boolean header = CsvHeader.isHeader(first.get(0), first.subList(1, first.size()));
        List<String> columns = header ? CsvHeader.names(file.path(), first.get(0)) : CsvHeader.numbered(first.get(0));
        return new CsvSource(file, dialect, columns, header);
    }

    List<String> columns() {
        return columns;
    }

    @Override
    public Path file() {
        return file.path();
    }

    @Override
    public RowReader rows() {
        CsvRecords records = new CsvRecords(file.lines(), dialect);
        if (header) {
            records.next();
        }
        return new RowReader() {
            @Override
            public boolean next(Consumer<TableRow> rows, Consumer<SkippedRow> skipped) {
                Optional<CsvRecords.Record> record = records.next();
                record.ifPresent(r -> read(records, r, rows, skipped));
                return record.isPresent();
            }

            @Override
            public boolean pass() {
                return records.pass();
            }
        };
    }

    @Override
    public TableRow at(long position) {
        CsvRecords records = new CsvRecords(file.lines(position, 0, TextFile.LINE_BYTES), dialect);
        return ReadAgain.row(this, position, (rows, skipped) -> records.next()
                .ifPresent(record -> read(records, record, rows, skipped)));
    }

    private void read(
            CsvRecords records, CsvRecords.Record record, Consumer<TableRow> rows, Consumer<SkippedRow> skipped) {
        List<String> cells = record.cells();
        if (!record.problem().isEmpty()) {
            skipped.accept(new SkippedRow(record.number(), record.problem()));
        } else if (cells.size() != columns.size()) {
            records.breakUp(record);
            skipped.accept(new SkippedRow(
                    record.number(),
                    "has " + cells.size() + (cells.size() == 1 ? " cell" : " cells") + ", expected " + columns.size()));
        } else {
            Map<String, JsonNode> values = new LinkedHashMap<>();
            for (int i = 0; i < cells.size(); i++) {
                values.put(columns.get(i), TextNode.valueOf(cells.get(i)));
            }
            rows.accept(new TableRow(record.number(), record.position(), values));
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
