package org.rankscope.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** A JSON value as a row: an object by its fields; a text alone is the column {@link #TEXT}. */
final class JsonRow {
    static final String TEXT = "text";

    private JsonRow() {}

    static void read(long number, long position, JsonNode node, Consumer<TableRow> rows, Consumer<SkippedRow> skipped) {
        if (node.isObject()) {
            Map<String, JsonNode> values = new LinkedHashMap<>();
            node.properties().forEach(field -> values.put(field.getKey(), field.getValue()));
            rows.accept(new TableRow(number, position, values));
        } else if (node.isTextual()) {
            rows.accept(new TableRow(number, position, Map.of(TEXT, node)));
        } else {
            skipped.accept(new SkippedRow(number, "is " + kind(node) + ", expected an object or a text"));
        }
    }

    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "a text";
            case NULL, MISSING -> "null";
            default -> "a " + node.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }
}
