package org.rankscope.data;

import java.util.Arrays;
import org.rankscope.data.chat.ChatTemplate;
import org.rankscope.data.chat.ChatTemplateException;
import org.rankscope.data.chat.Conversation;
import org.rankscope.data.source.TableRow;
import org.rankscope.model.Encoding;
import org.rankscope.model.Tokenizer;

/**
 * A conversation as its template writes it; what the assistant says is predicted. A token that holds the end of what is
 * given and the start of an answer is predicted. The tokenizer adds no special tokens: the template has written them.
 *
 * @param turns makes messages of a row
 */
record ConversationEncoder(Tokenizer tokenizer, int sequenceLength, Turns turns, ChatTemplate template)
        implements RowEncoder {
    @Override
    public EncodedRow encode(TableRow row) throws RowProblem {
        Conversation conversation;
        try {
            conversation = Conversation.of(turns.of(row), template);
        } catch (ChatTemplateException e) {
            throw RowProblem.skip("the chat template " + e.getMessage());
        }
        Encoding encoding = tokenizer.encode(conversation.text());
        int[] plain = tokenizer.encode(conversation.text(), false);
        int shift = start(encoding.ids(), plain);
        int[] labels = new int[plain.length];
        Arrays.fill(labels, EncodedRow.IGNORE);
        for (int i = 1; i < plain.length; i++) {
            int from = encoding.starts()[shift + i];
            int to = encoding.ends()[shift + i];
            boolean learnt =
                    conversation.learnt().stream().anyMatch(span -> to > span.start() && to <= span.end() && to > from);
            labels[i] = learnt ? plain[i] : EncodedRow.IGNORE;
        }
        int length = Math.min(plain.length, sequenceLength);
        return EncodedRow.ofText(Arrays.copyOf(plain, length), Arrays.copyOf(labels, length), plain.length);
    }

    /** Where the ids of a text stand among those with special tokens around it. */
    private static int start(int[] framed, int[] plain) {
        for (int start = 0; start + plain.length <= framed.length; start++) {
            if (Arrays.equals(framed, start, start + plain.length, plain, 0, plain.length)) {
                return start;
            }
        }
        throw new IllegalStateException("The tokenizer's ids with special tokens don't hold those without.");
    }
}
