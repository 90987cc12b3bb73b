package org.rankscope.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.rankscope.io.StrictJson;

/** The names of the fields of a JSON-lines file, by its first line: they hint at what the data are for. */
final class DataFields {
    private DataFields() {}

    /** The names; none for running text, and none where the first line can't be read (opening the data says why). */
    static Set<String> of(Path file) {
        Set<String> names = new TreeSet<>();
        if (DataFormat.of(file) == DataFormat.JSON_LINES) {
            SourceFile source = SourceFile.open(file, JsonLines.MAX_BYTES);
            int end = source.afterLineBreak(source.start(), source.end());
            if (end - source.start() <= JsonLines.MAX_LINE_BYTES) {
                try {
                    JsonNode line = StrictJson.mapper().readTree(source.text(source.start(), end));
                    line.fieldNames().forEachRemaining(names::add);
                } catch (JsonProcessingException e) {
                    return Set.of();
                }
            }
        }
        return names;
    }
}
