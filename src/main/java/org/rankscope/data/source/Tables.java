package org.rankscope.data.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

/** Opens data files as tables, by the ends of their names and by their first bytes. */
public final class Tables {
    /**
     * Of a longer file so many rows are used, at even distances, that they come to this size: each trial of a study goes
     * through its data, which should take seconds, and learns from fewer rows than that.
     */
    public static final long USED_BYTES = 256L << 20;

    private static final String TEXT = "txt";

    private Tables() {}

    /** Throws RequestException, in one sentence, where {@code file} can't be read as a table. */
    public static Table open(Path file) {
        if (Files.isDirectory(file)) {
            return ImageFolder.open(file);
        }
        byte[] head = FileStart.read(file);
        FileStart.checkUnpacked(file, head);
        if (ending(file).equals("parquet") || FileStart.starts(head, 'P', 'A', 'R', '1')) {
            ParquetSource source = ParquetSource.open(file);
            return StreamedTable.of(source, source.columns());
        }
        TextFile text = TextFile.open(file);
        try {
            return open(text);
        } catch (RuntimeException e) {
            text.close();
            throw e;
        }
    }

    /** Whether {@code file} is read as one text, not as rows: what no format is known of, and has no words with tags. */
    public static boolean isRunningText(Path file) {
        return switch (ending(file)) {
            case "jsonl", "ndjson", "json", "csv", "tsv", "tab", "parquet", "conll" -> false;
            case TEXT -> {
                try (TextFile text = TextFile.open(file)) {
                    yield !ConllSource.isConll(text);
                }
            }
            default -> !Files.isDirectory(file);
        };
    }

    private static Table open(TextFile text) {
        return switch (ending(text.path())) {
            case "jsonl", "ndjson" -> StreamedTable.of(new JsonLinesSource(text));
            case "json" -> StreamedTable.of(isJsonLines(text) ? new JsonLinesSource(text) : new JsonArraySource(text));
            case "csv", "tsv", "tab" -> csv(CsvSource.of(text));
            case "conll" -> StreamedTable.of(ConllSource.of(text));
            case TEXT -> {
                if (!ConllSource.isConll(text)) {
                    throw new RequestException(text.path()
                            + ": is running text, expected rows; save it as .jsonl or .csv, or as a word and its tag on"
                            + " each line.");
                }
                yield StreamedTable.of(ConllSource.of(text));
            }
            default ->
                throw new RequestException(
                        text.path() + ": isn't known as a table by the end of its name, expected .jsonl,"
                                + " .ndjson, .json, .csv, .tsv, .parquet, .conll or a folder of images.");
        };
    }

    private static Table csv(CsvSource source) {
        return StreamedTable.of(source, source.columns());
    }

    /** Whether the first line is a whole object, as many a file is that is called {@code .json}. */
    private static boolean isJsonLines(TextFile text) {
        LineCursor lines = text.lines();
        Optional<LineCursor.Line> first = lines.next();
        while (first.isPresent() && first.get().isBlank()) {
            first = lines.next();
        }
        try {
            return first.isPresent()
                    && StrictJson.mapper().readTree(first.get().text()).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static String ending(Path file) {
        return ImageNames.ending(file.getFileName().toString());
    }
}
