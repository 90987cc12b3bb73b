package org.rankscope.data;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.rankscope.data.source.TableRow;
import org.rankscope.model.Encoding;
import org.rankscope.model.Tokenizer;

/** Words and a class for each: the first token of a word carries its class, the others none. */
record WordsEncoder(Tokenizer tokenizer, int sequenceLength, Columns columns, LabelSet labels) implements RowEncoder {
    @Override
    public EncodedRow encode(TableRow row) throws RowProblem {
        Cells cells = new Cells(row);
        List<String> words = cells.scalars(columns.tokens());
        List<String> tags = cells.scalars(columns.tags());
        if (words.size() != tags.size()) {
            throw RowProblem.skip("'" + columns.tokens() + "' has " + words.size() + " words, '" + columns.tags() + "' "
                    + tags.size() + " classes, expected one for each");
        } else if (words.isEmpty()) {
            throw RowProblem.skip("'" + columns.tokens() + "' is empty");
        }
        int[] classes = new int[tags.size()];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = labels.numberOf(columns.tags(), tags.get(i));
        }
        Encoding encoding = tokenizer.encodeWords(words);
        FittedEncoding fitted = FittedEncoding.of(encoding, sequenceLength);
        int[] wordOf = fitted.words();
        int[] wanted = new int[wordOf.length];
        for (int i = 0; i < wordOf.length; i++) {
            boolean first = wordOf[i] >= 0 && (i == 0 || wordOf[i] != wordOf[i - 1]);
            wanted[i] = first ? classes[wordOf[i]] : EncodedRow.IGNORE;
        }
        return new EncodedRow(
                Map.of(
                        TokenBatches.INPUT_IDS, fitted.ids(),
                        TokenBatches.TOKEN_TYPE_IDS, fitted.typeIds(),
                        TokenBatches.LABELS, wanted),
                Map.of(),
                fitted.length(),
                fitted.truncated(),
                (int) Arrays.stream(wanted)
                        .filter(label -> label != EncodedRow.IGNORE)
                        .count());
    }
}
