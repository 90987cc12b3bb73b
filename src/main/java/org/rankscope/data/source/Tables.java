package org.rankscope.data.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.rankscope.io.RequestException;

/** Opens data files as tables, by the ends of their names and by their first bytes. */
public final class Tables {
    private Tables() {}

    /** Throws RequestException, in one sentence, where {@code file} can't be read as a table. */
    public static Table open(Path file) {
        if (Files.isDirectory(file)) {
            throw new RequestException(file + ": is a folder, expected a file.");
        }
        byte[] head = FileStart.read(file);
        FileStart.checkUnpacked(file, head);
        TextFile text = TextFile.open(file);
        try {
            return switch (ending(file)) {
                case "jsonl", "ndjson" -> StreamedTable.of(new JsonLinesSource(text));
                case "csv", "tsv", "tab" -> csv(text);
                default ->
                    throw new RequestException(
                            file + ": isn't known as a table by the end of its name, expected .jsonl,"
                                    + " .ndjson, .json, .csv, .tsv, .parquet, .conll or a folder of images.");
            };
        } catch (RuntimeException e) {
            text.close();
            throw e;
        }
    }

    private static Table csv(TextFile text) {
        CsvSource source = CsvSource.of(text);
        return StreamedTable.of(source, source.columns());
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
