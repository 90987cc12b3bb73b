package org.rankscope.data.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

/** A JSON document that is one list of objects, or of texts. */
final class JsonArraySource implements RowSource {
    /** A row is not the end of the file. */
    private static final ObjectReader NODES =
            StrictJson.mapper().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final TextFile file;

    /** Throws RequestException where the bytes of {@code file} can't be counted. */
    JsonArraySource(TextFile file) {
        this.file = file;
        if (!file.charset().equals(StandardCharsets.UTF_8)) {
            throw new RequestException(file.path() + ": is " + file.charset().name()
                    + " text, expected UTF-8 for a .json document; save it as UTF-8.");
        }
    }

    @Override
    public Path file() {
        return file.path();
    }

    @Override
    public RowReader rows() {
        return new Reader();
    }

    @Override
    public TableRow at(long position) {
        return ReadAgain.row(this, position, (rows, skipped) -> {
            try (JsonParser parser = parser(position)) {
                parser.nextToken();
                JsonRow.read(0, position, NODES.readTree(parser), rows, skipped);
            } catch (JsonProcessingException e) {
                throw broken(e);
            } catch (IOException e) {
                throw TextFile.unreadable(file.path(), e);
            }
        });
    }

    @Override
    public String unit() {
        return "row";
    }

    @Override
    public void close() {
        file.close();
    }

    private JsonParser parser(long position) throws IOException {
        return StrictJson.mapper().getFactory().createParser(file.from(position));
    }

    private RequestException broken(JsonProcessingException e) {
        return new RequestException(
                file.path() + ", line " + e.getLocation().getLineNr() + ": broken JSON (" + StrictJson.problem(e)
                        + "); what follows can't be read.",
                e);
    }

    /** Goes through the list once. */
    private final class Reader implements RowReader {
        private final JsonParser parser;
        private long number;

        Reader() {
            try {
                parser = parser(file.start());
                JsonToken first = parser.nextToken();
                if (first != JsonToken.START_ARRAY) {
                    throw new RequestException(
                            file.path() + ": expected a list of objects, or one object a line, found "
                                    + (first == JsonToken.START_OBJECT ? "a single object" : "a single value")
                                    + "; save the list of rows alone.");
                }
            } catch (JsonProcessingException e) {
                throw broken(e);
            } catch (IOException e) {
                throw TextFile.unreadable(file.path(), e);
            }
        }

        @Override
        public boolean next(Consumer<TableRow> rows, Consumer<SkippedRow> skipped) {
            try {
                if (parser.nextToken() == JsonToken.END_ARRAY) {
                    return false;
                }
                long position = file.start() + parser.currentTokenLocation().getByteOffset();
                JsonNode node = NODES.readTree(parser);
                JsonRow.read(++number, position, node, rows, skipped);
                return true;
            } catch (JsonProcessingException e) {
                throw broken(e);
            } catch (IOException e) {
                throw TextFile.unreadable(file.path(), e);
            }
        }

        @Override
        public boolean pass() {
            try {
                boolean row = parser.nextToken() != JsonToken.END_ARRAY;
                parser.skipChildren();
                number += row ? 1 : 0;
                return row;
            } catch (JsonProcessingException e) {
                throw broken(e);
            } catch (IOException e) {
                throw TextFile.unreadable(file.path(), e);
            }
        }

        @Override
        public void close() {
            try {
                parser.close();
            } catch (IOException e) {
                throw TextFile.unreadable(file.path(), e);
            }
        }
    }
}
