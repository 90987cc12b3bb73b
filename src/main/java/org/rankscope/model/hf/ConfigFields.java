package org.rankscope.model.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

/**
 * Typed fields of one object of a config.json. A field that is null counts as left out, as in the transformers library.
 * Everything that is wrong is a {@link RequestException} naming file and field.
 */
final class ConfigFields {
    private final Path file;
    private final String prefix;
    private final JsonNode object;

    ConfigFields(Path file, JsonNode object) {
        this(file, "", object);
    }

    private ConfigFields(Path file, String prefix, JsonNode object) {
        this.file = file;
        this.prefix = prefix;
        this.object = object;
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    /** The object under {@code name}. */
    ConfigFields object(String name) {
        JsonNode node = object.get(name);
        if (node == null || !node.isObject()) {
            throw wrong(name, "an object");
        }
        return new ConfigFields(file, prefix + name + ".", node);
    }

    /** The object under {@code name}, one without fields where that is left out. */
    ConfigFields objectIfAny(String name) {
        return has(name)
                ? object(name)
                : new ConfigFields(
                        file, prefix + name + ".", StrictJson.mapper().createObjectNode());
    }

    int positiveInt(String name) {
        JsonNode node = object.get(name);
        if (node == null || !node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() <= 0) {
            throw wrong(name, "a whole number above 0");
        }
        return node.intValue();
    }

    int positiveInt(String name, int defaultValue) {
        return has(name) ? positiveInt(name) : defaultValue;
    }

    double positiveNumber(String name) {
        JsonNode node = object.get(name);
        if (node == null || !node.isNumber() || !(node.doubleValue() > 0) || Double.isInfinite(node.doubleValue())) {
            throw wrong(name, "a number above 0");
        }
        return node.doubleValue();
    }

    double number(String name) {
        JsonNode node = object.get(name);
        if (node == null || !node.isNumber()) {
            throw wrong(name, "a number");
        }
        return node.doubleValue();
    }

    double positiveNumber(String name, double defaultValue) {
        return has(name) ? positiveNumber(name) : defaultValue;
    }

    boolean flag(String name, boolean defaultValue) {
        if (!has(name)) {
            return defaultValue;
        } else if (!object.get(name).isBoolean()) {
            throw wrong(name, "true or false");
        }
        return object.get(name).booleanValue();
    }

    String text(String name, String defaultValue) {
        if (!has(name)) {
            return defaultValue;
        } else if (!object.get(name).isTextual()) {
            throw wrong(name, "text");
        }
        return object.get(name).textValue();
    }

    /** Height and width: one number above 0 for both, or a list of the two. */
    List<Integer> sides(String name, int defaultValue) {
        if (!has(name) || !object.get(name).isArray()) {
            int side = positiveInt(name, defaultValue);
            return List.of(side, side);
        }
        List<Integer> sides = new ArrayList<>();
        for (JsonNode side : object.get(name)) {
            if (!side.canConvertToInt() || side.intValue() <= 0) {
                throw wrong(name, "whole numbers above 0");
            }
            sides.add(side.intValue());
        }
        if (sides.size() != 2) {
            throw wrong(name, "one number, or height and width");
        }
        return sides;
    }

    /** A list of numbers. */
    List<Double> numbers(String name, List<Double> defaultValue) {
        if (!has(name)) {
            return defaultValue;
        } else if (!object.get(name).isArray()) {
            throw wrong(name, "a list of numbers");
        }
        List<Double> numbers = new ArrayList<>();
        for (JsonNode number : object.get(name)) {
            if (!number.isNumber()) {
                throw wrong(name, "a list of numbers");
            }
            numbers.add(number.doubleValue());
        }
        return numbers;
    }

    /** The first entry of a list of texts; empty where there is none. */
    String firstText(String name) {
        return object.path(name).path(0).asText("");
    }

    /** Whether the value of {@code name} is an object. */
    boolean isObject(String name) {
        return object.path(name).isObject();
    }

    /** A token id, or the first of a list of them; negative ids mean none. */
    OptionalInt tokenId(String name) {
        if (!has(name)) {
            return OptionalInt.empty();
        }
        JsonNode node = object.get(name);
        JsonNode first = node.isArray() && !node.isEmpty() ? node.get(0) : node;
        if (!first.isIntegralNumber() || !first.canConvertToInt()) {
            throw wrong(name, "a token id or a list of token ids");
        }
        return first.intValue() < 0 ? OptionalInt.empty() : OptionalInt.of(first.intValue());
    }

    /** The error of a value, given or made from others, that isn't what it should be. */
    RequestException wrong(String name, Object value, String expected) {
        return new RequestException(
                file + ": field '" + prefix + name + "' is " + value + ", expected " + expected + ".");
    }

    /** The file that the fields come from. */
    Path file() {
        return file;
    }

    /** The error of a field that isn't what it should be. */
    RequestException wrong(String name, String expected) {
        return new RequestException(file + ": field '" + prefix + name + "' "
                + (has(name) ? "is " + object.get(name) + ", expected " : "is missing, expected ") + expected + ".");
    }
}
