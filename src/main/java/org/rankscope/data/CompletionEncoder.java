package org.rankscope.data;

import java.util.Arrays;
import org.rankscope.data.source.TableRow;
import org.rankscope.model.Tokenizer;

/** A prompt and its completion, one right behind the other; the completion is predicted. */
record CompletionEncoder(Tokenizer tokenizer, int sequenceLength, String prompt, String completion)
        implements RowEncoder {
    @Override
    public EncodedRow encode(TableRow row) throws RowProblem {
        Cells cells = new Cells(row);
        String given = cells.text(prompt);
        int[] whole = tokenizer.encode(given + cells.text(completion), true);
        int known = 1;
        if (!given.isEmpty()) {
            // a token that holds the end of the prompt and the start of the completion is predicted
            int differ = Arrays.mismatch(whole, tokenizer.encode(given, true));
            known = Math.max(1, differ < 0 ? whole.length : differ);
        }
        return TextEncoder.learnt(whole, known, sequenceLength);
    }
}
