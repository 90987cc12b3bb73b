package org.rankscope.data;

import java.util.Arrays;
import org.rankscope.model.Tokenizer;

/**
 * What a tokenizer puts around a text.
 *
 * @param before ids in front of every text
 * @param after ids behind it
 */
record SpecialTokens(int[] before, int[] after) {
    private static final String SAMPLE = "a";

    /** Found from a sample: the place of its plain ids among those with special tokens. */
    static SpecialTokens of(Tokenizer tokenizer) {
        int[] plain = tokenizer.encode(SAMPLE, false);
        int[] framed = tokenizer.encode(SAMPLE, true);
        for (int start = 0; start + plain.length <= framed.length; start++) {
            int end = start + plain.length;
            if (Arrays.equals(framed, start, end, plain, 0, plain.length)) {
                return new SpecialTokens(Arrays.copyOf(framed, start), Arrays.copyOfRange(framed, end, framed.length));
            }
        }
        return new SpecialTokens(new int[0], new int[0]);
    }
}
