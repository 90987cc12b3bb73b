package org.rankscope.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.data.source.Table;
import org.rankscope.data.source.TableRow;
import org.rankscope.io.OneLine;

/**
 * What tells a row from others.
 *
 * @param problem why the row is of no use, or empty
 * @param fingerprint as {@link Fingerprint}
 * @param group fingerprint of its group, or {@link RowIndex#NO_GROUP}
 */
record RowKey(Optional<String> problem, long fingerprint, long group) {
    /** Looks at the values that {@code needs} names, and at the files that they name. */
    static RowKey of(Table table, TableRow row, RowNeeds needs) {
        for (String column : needs.needed()) {
            JsonNode value = row.values().get(column);
            if (value == null || value.isNull()) {
                return useless("has no value for '" + column + "'");
            } else if (isEmpty(value)) {
                return useless("has an empty '" + column + "'");
            }
        }
        Map<String, Long> files = new HashMap<>();
        for (String column : needs.files()) {
            String name = row.values().get(column).asText();
            try {
                Path file = table.fileAt(name.strip());
                if (!Files.isRegularFile(file)) {
                    return useless("names " + OneLine.quoted(name) + " as '" + column + "', where there is no file");
                } else if (Files.size(file) == 0) {
                    return useless("names " + OneLine.quoted(name) + " as '" + column + "', which is an empty file");
                } else if (needs.compared().contains(column)) {
                    files.put(column, Fingerprint.of(file));
                }
            } catch (InvalidPathException | IOException e) {
                return useless("names " + OneLine.quoted(name) + " as '" + column + "', which can't be read");
            }
        }
        List<JsonNode> compared = new ArrayList<>();
        for (String column : needs.compared()) {
            compared.add(files.containsKey(column) ? LongNode.valueOf(files.get(column)) : value(row, column));
        }
        long group = RowIndex.NO_GROUP;
        if (needs.group() != null) {
            JsonNode value = value(row, needs.group());
            group = files.containsKey(needs.group())
                    ? files.get(needs.group())
                    : isEmpty(value) ? RowIndex.NO_GROUP : Fingerprint.of(List.of(value));
        }
        return new RowKey(Optional.empty(), Fingerprint.of(compared), group);
    }

    private static RowKey useless(String problem) {
        return new RowKey(Optional.of(problem), 0, RowIndex.NO_GROUP);
    }

    private static JsonNode value(TableRow row, String column) {
        JsonNode value = row.values().get(column);
        return value == null || value.isNull() ? TextNode.valueOf("") : value;
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isContainerNode() ? value.isEmpty() : value.asText().isBlank();
    }
}
