package org.rankscope.data;

import java.util.Map;
import org.rankscope.data.source.TableRow;
import org.rankscope.model.Tokenizer;

/**
 * A text, or a pair of texts, and its class, or its number.
 *
 * @param labels null where a number is predicted
 */
record ClassificationEncoder(Tokenizer tokenizer, int sequenceLength, Columns columns, LabelSet labels)
        implements RowEncoder {
    @Override
    public EncodedRow encode(TableRow row) throws RowProblem {
        Cells cells = new Cells(row);
        String text = cells.someText(columns.text());
        FittedEncoding fitted = FittedEncoding.of(
                columns.textPair() == null
                        ? tokenizer.encode(text)
                        : tokenizer.encodePair(text, cells.someText(columns.textPair())),
                sequenceLength);
        int[] ids = fitted.ids();
        int[] types = fitted.typeIds();
        if (labels == null) {
            float[] number = {(float) cells.number(columns.label())};
            return new EncodedRow(
                    Map.of(TokenBatches.INPUT_IDS, ids, TokenBatches.TOKEN_TYPE_IDS, types),
                    Map.of(TokenBatches.LABELS, number),
                    fitted.length(),
                    fitted.truncated(),
                    1);
        }
        int[] label = {labels.numberOf(columns.label(), cells.scalar(columns.label()))};
        return new EncodedRow(
                Map.of(TokenBatches.INPUT_IDS, ids, TokenBatches.TOKEN_TYPE_IDS, types, TokenBatches.LABELS, label),
                Map.of(),
                fitted.length(),
                fitted.truncated(),
                1);
    }
}
