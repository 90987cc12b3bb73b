package org.rankscope.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rankscope.model.Encoding;

/**
 * An encoding cut to the length of a row. Special tokens stay; of two texts the longer one loses its last tokens first, as
 * with the {@code longest_first} truncation of Hugging Face tokenizers.
 *
 * @param kept positions of the tokens that stay, in order
 */
record FittedEncoding(Encoding encoding, int[] kept) {
    static FittedEncoding of(Encoding encoding, int length) {
        int excess = encoding.ids().length - length;
        boolean[] cut = new boolean[encoding.ids().length];
        List<int[]> texts = texts(encoding);
        for (int i = 0; i < excess; i++) {
            int[] longest = null;
            for (int[] text : texts) {
                longest = longest == null || text[1] - text[0] > longest[1] - longest[0] ? text : longest;
            }
            if (longest == null || longest[0] == longest[1]) {
                break;
            }
            cut[--longest[1]] = true;
        }
        int[] kept = new int[cut.length];
        int count = 0;
        for (int i = 0; i < cut.length && count < length; i++) {
            if (!cut[i]) {
                kept[count++] = i;
            }
        }
        return new FittedEncoding(encoding, Arrays.copyOf(kept, count));
    }

    /** Stretches of tokens that belong to words: first token, one past the last. */
    private static List<int[]> texts(Encoding encoding) {
        List<int[]> texts = new ArrayList<>();
        int[] words = encoding.words();
        for (int i = 0; i < words.length; i++) {
            if (words[i] >= 0) {
                if (texts.isEmpty() || texts.get(texts.size() - 1)[1] != i) {
                    texts.add(new int[] {i, i});
                }
                texts.get(texts.size() - 1)[1] = i + 1;
            }
        }
        return texts;
    }

    int[] ids() {
        return chosen(encoding.ids());
    }

    int[] typeIds() {
        return chosen(encoding.typeIds());
    }

    int[] words() {
        return chosen(encoding.words());
    }

    /** Tokens before anything was cut. */
    int length() {
        return encoding.ids().length;
    }

    boolean truncated() {
        return kept.length < length();
    }

    private int[] chosen(int[] values) {
        return Arrays.stream(kept).map(i -> values[i]).toArray();
    }
}
