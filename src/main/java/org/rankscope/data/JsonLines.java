package org.rankscope.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

/**
 * A JSON-lines file: one document a line, in the field that the data specification names, or a pair of {@code prompt}
 * and {@code completion}. Which of the two is decided by the first line. Blank lines are passed over.
 */
final class JsonLines {
    /** Files larger than this are refused, and lines longer than {@link #MAX_LINE_BYTES}. */
    static final int MAX_BYTES = 1 << 30;

    static final int MAX_LINE_BYTES = 16 << 20;

    static final String PROMPT = "prompt";
    static final String COMPLETION = "completion";

    /**
     * One line.
     *
     * @param prompt what is given, or empty
     * @param text what is learnt
     */
    record Document(String prompt, String text) {}

    private final SourceFile source;
    private final String textColumn;

    JsonLines(Path file, String textColumn) {
        this.source = SourceFile.open(file, MAX_BYTES);
        this.textColumn = textColumn;
    }

    /** Hands over all documents in the order of the file, at most {@code batch} at a time. */
    void forEachBatch(int batch, Consumer<List<Document>> consumer) {
        Reader reader = new Reader();
        for (List<Document> documents = reader.next(batch); !documents.isEmpty(); documents = reader.next(batch)) {
            consumer.accept(documents);
        }
    }

    /** The first {@code count} documents, or all if there are fewer. */
    List<Document> first(int count) {
        return new Reader().next(count);
    }

    /** Goes through the file once. */
    private final class Reader {
        private int position = source.start();
        private int lineNumber;
        private Boolean pairs;

        List<Document> next(int count) {
            List<Document> documents = new ArrayList<>(count);
            while (documents.size() < count && position < source.end()) {
                int from = position;
                position = source.afterLineBreak(from, source.end());
                lineNumber++;
                if (position - from > MAX_LINE_BYTES) {
                    throw new RequestException(at(lineNumber) + "more than " + (MAX_LINE_BYTES >> 20)
                            + " MiB, expected one document a line; is it a .jsonl file?");
                }
                String line = source.text(from, position);
                if (!line.isBlank()) {
                    documents.add(document(parse(line, lineNumber)));
                }
            }
            return documents;
        }

        private Document document(JsonNode object) {
            if (pairs == null) {
                pairs = !object.has(textColumn) && object.has(PROMPT) && object.has(COMPLETION);
            }
            return pairs
                    ? new Document(field(object, PROMPT, lineNumber), field(object, COMPLETION, lineNumber))
                    : new Document("", field(object, textColumn, lineNumber));
        }
    }

    private JsonNode parse(String line, int lineNumber) {
        JsonNode node;
        try {
            node = StrictJson.mapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new RequestException(at(lineNumber) + "broken JSON (" + StrictJson.problem(e) + ").", e);
        }
        if (!node.isObject()) {
            throw new RequestException(at(lineNumber) + "expected a JSON object, found " + kind(node) + ".");
        }
        return node;
    }

    private String field(JsonNode object, String name, int lineNumber) {
        JsonNode value = object.get(name);
        if (value == null) {
            List<String> columns = new ArrayList<>();
            object.fieldNames().forEachRemaining(columns::add);
            String near = StrictJson.nearest(name, columns)
                    .map(n -> " Did you mean '" + n + "'?")
                    .orElse("");
            throw new RequestException(at(lineNumber) + "no field '" + name + "', found "
                    + (columns.isEmpty() ? "none" : "'" + String.join("', '", columns) + "'") + "." + near);
        } else if (!value.isTextual()) {
            throw new RequestException(at(lineNumber) + "field '" + name + "' is " + kind(value) + ", expected text.");
        }
        return value.textValue();
    }

    private String at(int lineNumber) {
        return source.path() + ", line " + lineNumber + ": ";
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case NULL, MISSING -> "null";
            default -> "a " + node.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }
}
