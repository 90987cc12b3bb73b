package org.rankscope.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A row of a table.
 *
 * @param number for people: the line it starts at, or the number of the row, from 1
 * @param position for {@link Table#at}
 * @param values by column: text, a number, true or false, a list, an object; cells of CSV are text
 */
public record TableRow(long number, long position, Map<String, JsonNode> values) {
    public TableRow {
        values = Map.copyOf(values);
    }
}
