package org.rankscope.data;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.data.chat.Conversation;
import org.rankscope.data.source.TableRow;
import org.rankscope.io.StrictJson;

/** Finds the turns of a conversation in a row: messages as chat templates take them. */
@FunctionalInterface
interface Turns {
    List<Map<String, Object>> of(TableRow row) throws RowProblem;

    /** A column with a list of {@code {"role", "content"}}, or of {@code {"from", "value"}} as ShareGPT writes them. */
    static Turns inColumn(String column) {
        return row -> {
            List<Map<String, Object>> turns = new ArrayList<>();
            for (JsonNode turn : new Cells(row).list(column)) {
                turns.add(turn(column, turn));
            }
            if (turns.stream().noneMatch(turn -> Conversation.ASSISTANT.equals(turn.get(Conversation.ROLE)))) {
                throw RowProblem.skip("'" + column + "' has no turn of the assistant to learn");
            }
            return turns;
        };
    }

    /**
     * What is asked, and the answer.
     *
     * @param input column of what the question is about, which may be empty, or null
     */
    static Turns ofAnswer(String question, String input, String answer) {
        return row -> {
            Cells cells = new Cells(row);
            String about = cells.textOrNothing(input);
            String asked = cells.text(question) + (about.isBlank() ? "" : "\n\n### Input:\n" + about);
            return List.of(message("user", asked), message(Conversation.ASSISTANT, cells.someText(answer)));
        };
    }

    private static Map<String, Object> turn(String column, JsonNode turn) throws RowProblem {
        boolean shared = turn.has("from") && turn.has("value");
        JsonNode role = turn.get(shared ? "from" : Conversation.ROLE);
        JsonNode content = turn.get(shared ? "value" : Conversation.CONTENT);
        if (role == null || !role.isTextual() || content == null) {
            throw RowProblem.skip("a turn in '" + column + "' is not {\"role\": ..., \"content\": ...}");
        }
        Map<String, Object> message = new LinkedHashMap<>(
                StrictJson.mapper().convertValue(turn, new TypeReference<Map<String, Object>>() {}));
        message.put(Conversation.ROLE, role(role.textValue()));
        message.put(Conversation.CONTENT, text(column, content));
        return message;
    }

    private static String role(String written) {
        return switch (written) {
            case "human" -> "user";
            case "gpt", "model", "bot" -> Conversation.ASSISTANT;
            default -> written;
        };
    }

    /** Texts, and lists of parts of which all are texts. */
    private static String text(String column, JsonNode content) throws RowProblem {
        if (content.isTextual()) {
            return content.textValue();
        } else if (content.isNull()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            JsonNode said = part.get("text");
            if (said == null || !said.isTextual()) {
                throw RowProblem.skip("a turn in '" + column + "' holds more than text");
            }
            text.append(said.textValue());
        }
        return text.toString();
    }

    private static Map<String, Object> message(String role, String content) {
        return Map.of(Conversation.ROLE, role, Conversation.CONTENT, content);
    }
}
