package org.rankscope.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A row of a table.
 *
 * @param number for people: the line it starts at, or the number of the row, from 1; 0 where it was read again by its
 *     position and only those who go through the file know
 * @param position for {@link Table#at}
 * @param values by column, in the order of the row: text, a number, true or false, a list, an object; cells of CSV are text
 */
public record TableRow(long number, long position, Map<String, JsonNode> values) {
    public TableRow {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
