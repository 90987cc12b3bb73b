package org.rankscope.data;

import java.util.Map;
import org.rankscope.data.source.TableRow;
import org.rankscope.model.Tokenizer;

/**
 * A text for an encoder and what the decoder is to say about it. The decoder is given its own words, one place later: the
 * starting token, then all but the last.
 *
 * @param decoderStartTokenId the starting token
 */
record TranslationEncoder(
        Tokenizer tokenizer, int inputLength, int outputLength, Columns columns, int decoderStartTokenId)
        implements RowEncoder {
    @Override
    public EncodedRow encode(TableRow row) throws RowProblem {
        Cells cells = new Cells(row);
        FittedEncoding input = FittedEncoding.of(tokenizer.encode(cells.someText(columns.prompt())), inputLength);
        FittedEncoding output = FittedEncoding.of(tokenizer.encode(cells.someText(columns.completion())), outputLength);
        int[] said = output.ids();
        int[] given = new int[said.length];
        given[0] = decoderStartTokenId;
        System.arraycopy(said, 0, given, 1, said.length - 1);
        return new EncodedRow(
                Map.of(
                        TokenBatches.INPUT_IDS, input.ids(),
                        TokenBatches.DECODER_INPUT_IDS, given,
                        TokenBatches.LABELS, said),
                Map.of(),
                Math.max(input.length(), output.length()),
                input.truncated() || output.truncated(),
                said.length);
    }
}
