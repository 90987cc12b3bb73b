package org.rankscope.data.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A conversation as a text, and the stretches of it that are learnt: what the assistant says, up to and with the mark that
 * ends its turn. A stretch is found by what the template makes of the turns before it with the start of an answer, and of
 * those with the answer: as far as each of these texts agrees with the whole.
 *
 * @param learnt first character, and one past the last, of each stretch; in Unicode characters
 */
public record Conversation(String text, List<Span> learnt) {
    public static final String ROLE = "role";
    public static final String CONTENT = "content";
    public static final String ASSISTANT = "assistant";

    /** Characters [start, end). */
    public record Span(int start, int end) {}

    /** {@code messages} by {@code template}. */
    public static Conversation of(List<Map<String, Object>> messages, ChatTemplate template)
            throws ChatTemplateException {
        String text = template.render(messages, false);
        List<Span> learnt = new ArrayList<>();
        for (int turn = 0; turn < messages.size(); turn++) {
            if (ASSISTANT.equals(messages.get(turn).get(ROLE))) {
                int start = agreed(text, template.render(messages.subList(0, turn), true));
                int end = agreed(text, template.render(messages.subList(0, turn + 1), false));
                if (end > start) {
                    learnt.add(new Span(text.codePointCount(0, start), text.codePointCount(0, end)));
                }
            }
        }
        return new Conversation(text, learnt);
    }

    private static int agreed(String whole, String part) {
        int length = Math.min(whole.length(), part.length());
        int i = 0;
        while (i < length && whole.charAt(i) == part.charAt(i)) {
            i++;
        }
        return i;
    }
}
