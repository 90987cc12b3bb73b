package org.rankscope.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Shape;
import org.rankscope.io.RequestException;

/**
 * Reads the JSON header token by token, so that only what it means is ever held, however long it is. Checks that it has
 * the form of a header; {@link Layout} checks its numbers against the file.
 */
final class HeaderReader {
    static final String METADATA = "__metadata__";
    private static final JsonFactory JSON = new JsonFactory();

    private final Path file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    HeaderReader(Path file) {
        this.file = file;
    }

    /** The tensors in the order of the header. */
    Map<String, Entry> entries() {
        return entries;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    /** Reads the whole of {@code header}; throws RequestException where it isn't a header. */
    void read(InputStream header) throws IOException {
        try (JsonParser parser = JSON.createParser(header)) {
            expect(parser, parser.nextToken(), JsonToken.START_OBJECT, "the header");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (name.equals(METADATA)) {
                    readMetadata(parser);
                } else if (entries.put(name, readEntry(parser, name)) != null) {
                    throw new RequestException(
                            file + ": the header names tensor '" + name + "' twice; write the file anew.");
                }
            }
            if (parser.nextToken() != null) {
                throw new RequestException(file + ": the header goes on after its JSON object; write the file anew.");
            }
        } catch (JsonProcessingException e) {
            throw new RequestException(
                    file + ": the header isn't valid JSON (" + e.getOriginalMessage()
                            + "); the file is damaged or no safetensors file.",
                    e);
        }
    }

    private void readMetadata(JsonParser parser) throws IOException {
        expect(parser, parser.nextToken(), JsonToken.START_OBJECT, METADATA);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            expect(parser, parser.nextToken(), JsonToken.VALUE_STRING, METADATA + " '" + key + "'");
            metadata.put(key, parser.getText());
        }
    }

    private Entry readEntry(JsonParser parser, String name) throws IOException {
        expect(parser, parser.nextToken(), JsonToken.START_OBJECT, "tensor '" + name + "'");
        StoredType type = null;
        List<Long> dims = null;
        List<Long> offsets = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            boolean again;
            switch (field) {
                case "dtype" -> {
                    again = type != null;
                    type = readType(parser, value, name);
                }
                case "shape" -> {
                    again = dims != null;
                    dims = readNumbers(parser, value, name, field);
                }
                case "data_offsets" -> {
                    again = offsets != null;
                    offsets = readNumbers(parser, value, name, field);
                }
                default -> throw tensor(name, "has the unknown field '" + field + "'");
            }
            if (again) {
                throw tensor(name, "has its field '" + field + "' twice");
            }
        }
        if (type == null || dims == null || offsets == null) {
            throw tensor(name, "lacks its " + (type == null ? "dtype" : dims == null ? "shape" : "data_offsets"));
        } else if (offsets.size() != 2) {
            throw tensor(name, "has " + offsets.size() + " data_offsets, expected a begin and an end");
        }
        return new Entry(name, type, new Shape(dims), offsets.get(0), offsets.get(1));
    }

    private StoredType readType(JsonParser parser, JsonToken value, String name) throws IOException {
        expect(parser, value, JsonToken.VALUE_STRING, "the dtype of tensor '" + name + "'");
        String text = parser.getText();
        return StoredType.named(text).orElseThrow(() -> tensor(name, "has the unknown dtype '" + text + "'"));
    }

    private List<Long> readNumbers(JsonParser parser, JsonToken value, String name, String field) throws IOException {
        expect(parser, value, JsonToken.START_ARRAY, "the " + field + " of tensor '" + name + "'");
        List<Long> numbers = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token != JsonToken.VALUE_NUMBER_INT || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                throw tensor(
                        name,
                        "has the " + field + " entry " + abbreviated(parser.getText()) + ", expected a whole number");
            } else if (parser.getLongValue() < 0) {
                throw tensor(name, "has the negative " + field + " entry " + parser.getLongValue());
            }
            numbers.add(parser.getLongValue());
        }
        return numbers;
    }

    private void expect(JsonParser parser, JsonToken found, JsonToken expected, String what) throws IOException {
        if (found != expected) {
            throw new RequestException(file + ": " + what + " should be " + described(expected) + ", found "
                    + (found == null ? "nothing" : "'" + abbreviated(parser.getText()) + "'")
                    + "; the file is damaged or no safetensors file.");
        }
    }

    private static String described(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "a JSON object";
            case START_ARRAY -> "a list";
            default -> "text";
        };
    }

    private static String abbreviated(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private RequestException tensor(String name, String problem) {
        return new RequestException(
                file + ": tensor '" + abbreviated(name) + "' " + problem + "; the file is damaged.");
    }
}
