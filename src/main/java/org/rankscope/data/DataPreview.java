package org.rankscope.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A cheap look at a data file, for a person who chooses one.
 *
 * @param bytes size of the file
 * @param lines lines that aren't blank; for JSON lines the number of documents
 * @param firstLines the first few of them, cut to a readable length; for JSON lines the texts of the documents
 */
public record DataPreview(DataFormat format, long bytes, long lines, List<String> firstLines) {
    private static final int LINES_SHOWN = 3;
    private static final int CHARACTERS_SHOWN = 160;
    /** Bytes of a line that are looked at: as many as its characters may take. */
    private static final int BYTES_SHOWN = 4 * CHARACTERS_SHOWN;

    public DataPreview {
        firstLines = List.copyOf(firstLines);
    }

    /** Looks at {@code file}; throws RequestException where its first lines can't be used. */
    static DataPreview of(Path file, String textColumn) {
        DataFormat format = DataFormat.of(file);
        if (format == DataFormat.JSON_LINES) {
            JsonLines documents = new JsonLines(file, textColumn);
            List<String> texts = documents.first(LINES_SHOWN).stream()
                    .map(document -> shortened(document.prompt() + document.text()))
                    .toList();
            SourceFile source = SourceFile.open(file, JsonLines.MAX_BYTES);
            return new DataPreview(format, source.end(), countLines(source), texts);
        }
        SourceFile source = SourceFile.open(file, RunningText.MAX_BYTES);
        return new DataPreview(format, source.end(), countLines(source), firstLines(source));
    }

    private static List<String> firstLines(SourceFile source) {
        List<String> lines = new ArrayList<>();
        for (int from = source.start(), to; from < source.end() && lines.size() < LINES_SHOWN; from = to) {
            to = source.afterLineBreak(from, source.end());
            String line = source.text(from, to - from <= BYTES_SHOWN ? to : source.characterStart(from + BYTES_SHOWN));
            if (!line.isBlank()) {
                lines.add(shortened(line.strip()));
            }
        }
        return lines;
    }

    private static long countLines(SourceFile source) {
        long lines = 0;
        boolean blank = true;
        for (int i = source.start(); i < source.end(); i++) {
            byte value = source.at(i);
            if (value == '\n') {
                lines += blank ? 0 : 1;
                blank = true;
            } else if (!Character.isWhitespace(value)) {
                blank = false;
            }
        }
        return blank ? lines : lines + 1;
    }

    private static String shortened(String text) {
        int end = text.offsetByCodePoints(0, Math.min(CHARACTERS_SHOWN, text.codePointCount(0, text.length())));
        return end == text.length() ? text : text.substring(0, end) + "...";
    }
}
