package org.rankscope.data;

import java.util.Arrays;
import org.rankscope.data.source.TableRow;
import org.rankscope.model.Tokenizer;

/** A text for a language model: every token but the first is predicted. */
record TextEncoder(Tokenizer tokenizer, int sequenceLength, String column) implements RowEncoder {
    @Override
    public EncodedRow encode(TableRow row) throws RowProblem {
        return learnt(tokenizer.encode(new Cells(row).text(column), true), 1, sequenceLength);
    }

    /** {@code whole}, cut to a row, of which the first {@code given} tokens are not predicted. */
    static EncodedRow learnt(int[] whole, int given, int sequenceLength) {
        int[] ids = Arrays.copyOf(whole, Math.min(whole.length, sequenceLength));
        int[] labels = ids.clone();
        Arrays.fill(labels, 0, Math.min(given, labels.length), EncodedRow.IGNORE);
        return EncodedRow.ofText(ids, labels, whole.length);
    }
}
