package org.rankscope.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.rankscope.data.source.TableRow;

/** The values of a row, in the types that tasks need. */
record Cells(TableRow row) {
    /** The text in {@code column}, which may be empty. */
    String text(String column) throws RowProblem {
        JsonNode value = present(column);
        if (!value.isTextual()) {
            throw RowProblem.skip("'" + column + "' is " + kind(value) + ", expected text");
        }
        return value.textValue();
    }

    /** The text in {@code column}, which says something. */
    String someText(String column) throws RowProblem {
        String text = text(column);
        if (text.isBlank()) {
            throw RowProblem.skip("'" + column + "' is empty");
        }
        return text;
    }

    /** The text in {@code column}, or nothing where there is no such column or no value in it. */
    String textOrNothing(String column) throws RowProblem {
        JsonNode value = column == null ? null : row.values().get(column);
        return value == null || value.isNull() ? "" : text(column);
    }

    /** A word, a number, true or false in {@code column}, as it is written. */
    String scalar(String column) throws RowProblem {
        return scalar(column, present(column));
    }

    /** A list of words, numbers, true or false in {@code column}. */
    List<String> scalars(String column) throws RowProblem {
        List<String> all = new ArrayList<>();
        for (JsonNode value : list(column)) {
            all.add(scalar(column, value));
        }
        return all;
    }

    /** A number in {@code column}. */
    double number(String column) throws RowProblem {
        String written = scalar(column);
        try {
            double number = Double.parseDouble(written);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, as for numbers that are not finite
        }
        throw RowProblem.refuse("'" + column + "' is '" + written + "', expected a number");
    }

    /** A list in {@code column}. */
    JsonNode list(String column) throws RowProblem {
        JsonNode value = present(column);
        if (!value.isArray()) {
            throw RowProblem.skip("'" + column + "' is " + kind(value) + ", expected a list");
        }
        return value;
    }

    private JsonNode present(String column) throws RowProblem {
        JsonNode value = row.values().get(column);
        if (value == null || value.isNull()) {
            throw RowProblem.skip("'" + column + "' is missing");
        }
        return value;
    }

    private static String scalar(String column, JsonNode value) throws RowProblem {
        if (value.isContainerNode() || value.isNull()) {
            throw RowProblem.skip("'" + column + "' holds " + kind(value) + ", expected a word or a number");
        } else if (value.asText().isBlank()) {
            throw RowProblem.skip("'" + column + "' is empty");
        }
        return value.asText().strip();
    }

    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case NULL, MISSING -> "null";
            case STRING -> "text";
            case BOOLEAN -> "true or false";
            default -> "a number";
        };
    }
}
