package org.rankscope.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.rankscope.io.OneLine;
import org.rankscope.io.RequestException;

/**
 * A Parquet file. A pass holds a row group at a time, as it is packed. Single rows can't be read in any order from such a
 * file, so the first time that one is wanted, all are written to a temporary file of lines.
 */
final class ParquetSource implements RowSource {
    private final Path file;
    private final List<String> columns;
    private final SpooledRows spooled;

    private ParquetSource(Path file, List<String> columns, long rows) {
        this.file = file;
        this.columns = columns;
        this.spooled = new SpooledRows(rows);
    }

    /** Throws RequestException where the file is broken, or holds what can't be read as rows. */
    static ParquetSource open(Path file) {
        try (ParquetFileReader reader = reader(file)) {
            MessageType schema = reader.getFileMetaData().getSchema();
            return new ParquetSource(file, ParquetColumns.names(file, schema), reader.getRecordCount());
        } catch (IOException e) {
            throw TextFile.unreadable(file, e);
        }
    }

    private static ParquetFileReader reader(Path file) throws IOException {
        try {
            return ParquetFileReader.open(
                    new LocalInputFile(file),
                    ParquetReadOptions.builder(new PlainParquetConfiguration())
                            .withCodecFactory(new ParquetCodecs())
                            .build());
        } catch (RuntimeException e) {
            throw broken(file, e);
        }
    }

    private static RequestException broken(Path file, RuntimeException e) {
        // the library calls the file by the name of its own object
        String reason = OneLine.of(String.valueOf(e.getMessage())).replaceAll("[\\w.]+@[0-9a-f]+", "it");
        return new RequestException(file + ": can't be read as Parquet (" + reason + "); write it anew.", e);
    }

    List<String> columns() {
        return columns;
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public OptionalLong count() {
        return OptionalLong.of(spooled.count());
    }

    @Override
    public RowReader rows() {
        return new Reader();
    }

    @Override
    public TableRow at(long position) {
        return spooled.at(position, this);
    }

    @Override
    public String unit() {
        return "row";
    }

    @Override
    public void close() {
        spooled.close();
    }

    /** Goes through the file once. */
    private final class Reader implements RowReader {
        private final ParquetFileReader reader;
        private RecordReader<Map<String, JsonNode>> group;
        private long left;
        private long number;

        Reader() {
            try {
                reader = reader(file);
            } catch (IOException e) {
                throw TextFile.unreadable(file, e);
            }
        }

        @Override
        public boolean next(Consumer<TableRow> rows, Consumer<SkippedRow> skipped) {
            Map<String, JsonNode> values;
            try {
                while (left == 0) {
                    PageReadStore pages = reader.readNextRowGroup();
                    if (pages == null) {
                        return false;
                    }
                    left = pages.getRowCount();
                    MessageType schema = reader.getFileMetaData().getSchema();
                    group = new ColumnIOFactory().getColumnIO(schema).getRecordReader(pages, new ParquetRows(schema));
                }
                values = group.read();
            } catch (RuntimeException e) {
                throw broken(file, e);
            } catch (IOException e) {
                throw TextFile.unreadable(file, e);
            }
            left--;
            rows.accept(new TableRow(++number, number - 1, values));
            return true;
        }

        @Override
        public void close() {
            try {
                reader.close();
            } catch (IOException e) {
                throw TextFile.unreadable(file, e);
            }
        }
    }
}
