package org.rankscope.io;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * JSON files that people write by hand, read into records without guessing: an unknown field, a wrong type or broken
 * syntax is a {@link RequestException} that names the file, the field and the nearest known name. Java names are
 * camelCase, JSON names snake_case.
 */
public final class StrictJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).build())
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .withCoercionConfig(LogicalType.Integer, StrictJson::refuseText)
            .withCoercionConfig(LogicalType.Float, StrictJson::refuseText)
            .withCoercionConfig(LogicalType.Boolean, StrictJson::refuseText)
            .addModule(new SimpleModule().setDeserializerModifier(new UnwrappedFields()))
            .build();

    /** From here on a message speaks of the parser's options or repeats the text. */
    private static final Pattern PARSER_ADVICE =
            Pattern.compile("( \\(start marker at |: enable `|\\R).*", Pattern.DOTALL);

    private static final Pattern TEXT_FOUND = Pattern.compile("String value \\(\"(.*)\"\\)", Pattern.DOTALL);

    private StrictJson() {}

    private static void refuseText(MutableCoercionConfig config) {
        config.setCoercion(CoercionInputShape.String, CoercionAction.Fail);
    }

    /** The mapper behind this class, for journals and for reading trees; never reconfigured. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** Reads {@code file} into a {@code type}; every field of the file must be known to it. */
    public static <T> T read(Path file, Class<T> type) {
        return parse(readText(file), type, file.toString());
    }

    /** Reads {@code file} as a tree, for files of which only some fields matter. */
    public static JsonNode readTree(Path file) {
        String text = readText(file);
        try {
            JsonNode tree = MAPPER.readTree(text);
            if (tree == null || !tree.isObject()) {
                throw new RequestException(file + ": expected a JSON object, found "
                        + (tree == null || tree.isMissingNode()
                                ? "an empty file"
                                : tree.getNodeType().toString().toLowerCase())
                        + ".");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw syntax(file.toString(), e);
        }
    }

    /** Parses {@code text}, which {@code source} names in messages. */
    public static <T> T parse(String text, Class<T> type, String source) {
        try {
            T value = MAPPER.readValue(text, type);
            if (value == null) {
                throw new RequestException(source + ": expected a JSON object, found null.");
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            String near = nearest(
                            e.getPropertyName(),
                            e.getKnownPropertyIds().stream()
                                    .map(String::valueOf)
                                    .toList())
                    .map(name -> " Did you mean '" + name + "'?")
                    .orElse(" Known fields: "
                            + e.getKnownPropertyIds().stream()
                                    .map(String::valueOf)
                                    .sorted()
                                    .collect(Collectors.joining(", "))
                            + ".");
            throw new RequestException(source + ": unknown field '" + path(e) + "'." + near, e);
        } catch (InvalidFormatException e) {
            throw new RequestException(
                    source + ": field '" + path(e) + "' has the value '" + e.getValue() + "', expected "
                            + describe(e.getTargetType()) + ".",
                    e);
        } catch (MismatchedInputException e) {
            throw new RequestException(
                    source + ": field '" + path(e) + "' "
                            + text(e).map(found -> "is the text '" + found + "'")
                                    .orElse("has the wrong type")
                            + ", expected " + describe(e.getTargetType()) + ".",
                    e);
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof RequestException request) {
                throw new RequestException(source + ": " + request.getMessage(), e);
            } else if (e.getCause() instanceof InputCoercionException coercion) {
                throw new RequestException(
                        source + ": the number in field '" + path(e) + "' is too large, expected "
                                + describe(coercion.getTargetType()) + between(coercion.getTargetType()) + ".",
                        e);
            }
            throw syntax(source, e);
        } catch (JsonProcessingException e) {
            throw syntax(source, e);
        }
    }

    /** {@code value} as indented JSON text with a final newline. */
    public static String toText(Object value) {
        try {
            return MAPPER.writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Can't be written as JSON: " + value, e);
        }
    }

    /** {@code value} as JSON on a single line, without a newline: one entry of a journal. */
    public static String toLine(Object value) {
        try {
            return MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Can't be written as JSON: " + value, e);
        }
    }

    /** Replaces {@code file} by {@code value} as JSON. */
    public static void write(Path file, Object value) throws IOException {
        AtomicFiles.writeString(file, toText(value));
    }

    /** The one of {@code known} that is written most like {@code name}, if any is near enough to be meant. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return known.stream()
                .min(Comparator.comparingInt((String candidate) -> distance.apply(name, candidate))
                        .thenComparing(c -> c))
                .filter(candidate -> distance.apply(name, candidate) <= Math.max(2, name.length() / 3));
    }

    /** What is wrong with broken JSON, on one line and in words that are not those of the parser's own settings. */
    public static String problem(JsonProcessingException e) {
        return PARSER_ADVICE.matcher(e.getOriginalMessage()).replaceFirst("");
    }

    private static String readText(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(bytes))
                    .toString();
        } catch (NoSuchFileException e) {
            throw new RequestException(file + ": no such file.", e);
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new RequestException(file + ": not UTF-8 text; save it as UTF-8.", e);
        } catch (IOException e) {
            throw new RequestException(file + ": can't be read (" + e.getMessage() + ").", e);
        }
    }

    private static RequestException syntax(String source, JsonProcessingException e) {
        String where = e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        return new RequestException(source + ": broken JSON" + where + ": " + problem(e) + ".", e);
    }

    /** The text that stands where a number should, or true or false; the parser knows it in its message alone. */
    private static Optional<String> text(MismatchedInputException e) {
        return Optional.of(TEXT_FOUND.matcher(e.getOriginalMessage()))
                .filter(Matcher::find)
                .map(found -> OneLine.of(found.group(1)));
    }

    private static String path(JsonMappingException e) {
        String joined = e.getPath().stream()
                .map(step -> step.getFieldName() != null ? "." + step.getFieldName() : "[" + step.getIndex() + "]")
                .collect(Collectors.joining());
        return joined.startsWith(".") ? joined.substring(1) : joined;
    }

    private static String between(Class<?> type) {
        return type == int.class || type == Integer.class
                ? " up to " + Integer.MAX_VALUE
                : type == long.class || type == Long.class ? " up to " + Long.MAX_VALUE : "";
    }

    private static String describe(Class<?> type) {
        if (type == null) {
            return "another type";
        } else if (type.isEnum()) {
            return "one of "
                    + java.util.Arrays.stream(type.getEnumConstants())
                            .map(constant -> MAPPER.convertValue(constant, String.class))
                            .collect(Collectors.joining(", "));
        } else if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "a whole number";
        } else if (type == double.class || type == Double.class || type == float.class || type == Float.class) {
            return "a number";
        } else if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        } else if (type == String.class) {
            return "text";
        } else if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "a list";
        }
        return "an object";
    }
}
