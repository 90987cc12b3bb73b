package org.rankscope.data;

import java.nio.file.Path;
import java.util.Locale;
import org.rankscope.io.RequestException;

/** What a data file is, by the end of its name. */
public enum DataFormat {
    /** Running text; also every ending that isn't known. */
    TEXT,
    /** One JSON object a line: {@code .jsonl} or {@code .ndjson}. */
    JSON_LINES;

    /** The format of {@code file}; throws RequestException for a {@code .json} document, which is no running text. */
    public static DataFormat of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
            throw new RequestException(
                    file + ": a .json document can't be read as data; write one object a line to a .jsonl file.");
        }
        return name.endsWith(".jsonl") || name.endsWith(".ndjson") ? JSON_LINES : TEXT;
    }
}
