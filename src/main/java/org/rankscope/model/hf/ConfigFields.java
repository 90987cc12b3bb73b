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

    /** Whether there is such a field, be it null: in some, null says what leaving it out doesn't. */
    boolean mentions(String name) {
        return object.has(name);
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

    /** A whole number that may be left out: then, or where it is negative, 0. */
    int countOrNone(String name) {
        JsonNode node = object.path(name);
        if (has(name) && !(node.isIntegralNumber() && node.canConvertToInt())) {
            throw wrong(name, "a whole number");
        }
        return Math.max(0, node.asInt(0));
    }

    /** A whole number that may be 0. */
    int count(String name, int defaultValue) {
        JsonNode node = object.get(name);
        return node != null && node.isIntegralNumber() && node.intValue() == 0 ? 0 : positiveInt(name, defaultValue);
    }

    /** A number that {@code size}, the field {@code ofName}, is a multiple of. */
    int divisor(String name, String ofName, int size) {
        int divisor = positiveInt(name);
        if (size % divisor != 0) {
            throw wrong(name, "a divisor of " + ofName + ", which is " + size);
        }
        return divisor;
    }

    /** Likewise, with a value where it is left out. */
    int divisor(String name, String ofName, int size, int defaultValue) {
        return has(name) ? divisor(name, ofName, size) : defaultValue;
    }

    /** 0 where the field is null; {@code defaultValue} where it is left out. */
    int positiveIntOrNone(String name, int defaultValue) {
        return has(name) ? positiveInt(name) : mentions(name) ? 0 : defaultValue;
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

    /** 0 where the field is null; {@code defaultValue} where it is left out. */
    double positiveNumberOrNone(String name, double defaultValue) {
        return has(name) ? positiveNumber(name) : mentions(name) ? 0 : defaultValue;
    }

    /** {@code count} numbers above 0. */
    double[] positiveNumbers(String name, int count) {
        JsonNode list = list(name, count);
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = list.get(i).isNumber() ? list.get(i).doubleValue() : 0;
            if (!(numbers[i] > 0) || Double.isInfinite(numbers[i])) {
                throw wrong(name, "a list of " + count + " numbers above 0");
            }
        }
        return numbers;
    }

    /** A list with {@code count} entries. */
    JsonNode list(String name, int count) {
        JsonNode list = object.get(name);
        if (list == null || !list.isArray() || list.size() != count) {
            throw wrong(name, "a list of " + count);
        }
        return list;
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

    /** A text or a list of them; none where the field is left out. */
    List<String> texts(String name) {
        if (!has(name)) {
            return List.of();
        }
        JsonNode node = object.get(name);
        List<String> texts = new ArrayList<>();
        for (JsonNode item : node.isArray() ? node : List.of(node)) {
            if (!item.isTextual()) {
                throw wrong(name, "text or a list of texts");
            }
            texts.add(item.textValue());
        }
        return texts;
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
