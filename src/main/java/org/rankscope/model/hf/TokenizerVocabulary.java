package org.rankscope.model.hf;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import org.rankscope.io.RequestException;

/**
 * Finds the largest id in a tokenizer.json, in one pass and without a tree: a vocabulary may have a quarter of a
 * million entries. Ids stand in {@code model.vocab} (an object of ids, or for Unigram a list whose index is the id) and
 * in {@code added_tokens}.
 */
final class TokenizerVocabulary {
    private static final JsonFactory JSON = new JsonFactory();

    private TokenizerVocabulary() {}

    /** One more than the largest id; throws RequestException where {@code json} is no tokenizer. */
    static int size(Path file, String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw noTokenizer(file, "expected a JSON object");
            }
            int size = 0;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("model") && value == JsonToken.START_OBJECT) {
                    size = Math.max(size, modelSize(parser));
                } else if (field.equals("added_tokens") && value == JsonToken.START_ARRAY) {
                    size = Math.max(size, addedSize(parser));
                } else {
                    parser.skipChildren();
                }
            }
            if (size == 0) {
                throw noTokenizer(file, "field 'model.vocab' is missing or empty");
            }
            return size;
        } catch (JsonProcessingException e) {
            throw noTokenizer(
                    file, "broken JSON at line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
        } catch (IOException | ArithmeticException e) {
            throw noTokenizer(file, e.getMessage());
        }
    }

    private static int modelSize(JsonParser parser) throws IOException {
        int size = 0;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean vocabulary = parser.currentName().equals("vocab");
            JsonToken value = parser.nextToken();
            if (vocabulary && value == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    parser.nextToken();
                    size = Math.max(size, Math.addExact(parser.getIntValue(), 1));
                }
            } else if (vocabulary && value == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    parser.skipChildren();
                    size++;
                }
            } else {
                parser.skipChildren();
            }
        }
        return size;
    }

    private static int addedSize(JsonParser parser) throws IOException {
        int size = 0;
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean id = parser.currentName().equals("id");
                parser.nextToken();
                if (id) {
                    size = Math.max(size, Math.addExact(parser.getIntValue(), 1));
                }
                parser.skipChildren();
            }
        }
        return size;
    }

    private static RequestException noTokenizer(Path file, String problem) {
        return new RequestException(file + ": not a tokenizer.json (" + problem + ").");
    }
}
