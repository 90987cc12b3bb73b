package org.rankscope.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rankscope.data.source.ImageNames;
import org.rankscope.data.source.Table;
import org.rankscope.data.source.TableRow;
import org.rankscope.data.source.Tables;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

/**
 * A look at the head of data that takes a moment, however long they are.
 *
 * @param bytes size of the file; 0 of a folder
 * @param rows how many there are, about: estimated from the first ones where there are many. Running text has lines
 * @param characters of all texts, estimated from the first rows
 * @param columns their names; none of running text
 * @param firstRows the first few rows as JSON, or lines, cut to a readable length
 */
public record DataPreview(long bytes, long rows, long characters, List<String> columns, List<String> firstRows) {
    /** Fewer rows are counted, more are estimated. */
    public static final int COUNTED_ROWS = 1000;

    private static final int ROWS_SHOWN = 3;
    private static final int ROWS_LOOKED_AT = 100;
    private static final int CHARACTERS_SHOWN = 160;
    private static final ObjectWriter JSON = StrictJson.mapper().writer().without(SerializationFeature.INDENT_OUTPUT);

    public DataPreview {
        columns = List.copyOf(columns);
        firstRows = List.copyOf(firstRows);
    }

    /** Looks at {@code file}; throws RequestException where its first rows can't be used. */
    static DataPreview of(Path file) {
        if (Tables.isRunningText(file)) {
            return ofText(RunningText.open(file));
        }
        try (Table table = Tables.open(file)) {
            List<TableRow> head = table.head(ROWS_LOOKED_AT);
            long rows = table.estimatedRows(COUNTED_ROWS);
            double characters =
                    head.stream().mapToLong(DataPreview::characters).average().orElse(0);
            return new DataPreview(
                    Files.isDirectory(file) ? 0 : Files.size(file),
                    rows,
                    Math.round(rows * characters),
                    table.columns(),
                    head.stream().limit(ROWS_SHOWN).map(DataPreview::shown).toList());
        } catch (IOException e) {
            throw new RequestException(file + ": can't be read (" + e.getMessage() + ").", e);
        }
    }

    private static DataPreview ofText(RunningText text) {
        List<String> lines = text.firstLines(COUNTED_ROWS);
        // a line break is a character, too
        double line =
                lines.stream().mapToInt(each -> each.length() + 1).average().orElse(1);
        return new DataPreview(
                text.fileBytes(),
                lines.size() < COUNTED_ROWS ? lines.size() : Math.round(text.fileBytes() / line),
                text.fileBytes(),
                List.of(),
                lines.stream().limit(ROWS_SHOWN).map(DataPreview::shortened).toList());
    }

    /** Characters of the texts in a row, those in lists as well; names of images are none. */
    private static long characters(TableRow row) {
        return row.values().values().stream().mapToLong(DataPreview::characters).sum();
    }

    private static long characters(JsonNode value) {
        if (value.isTextual()) {
            return ImageNames.isImage(value.textValue()) ? 0 : value.textValue().length();
        }
        long sum = 0;
        for (JsonNode part : value) {
            sum += characters(part);
        }
        return sum;
    }

    private static String shown(TableRow row) {
        try {
            return shortened(JSON.writeValueAsString(row.values()));
        } catch (IOException e) {
            throw new IllegalStateException("What was read as JSON can be written as JSON.", e);
        }
    }

    private static String shortened(String text) {
        int end = text.offsetByCodePoints(0, Math.min(CHARACTERS_SHOWN, text.codePointCount(0, text.length())));
        return end == text.length() ? text : text.substring(0, end) + "...";
    }
}
