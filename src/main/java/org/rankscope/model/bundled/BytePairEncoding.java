package org.rankscope.model.bundled;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Byte-pair encoding over bytes: a text is cut into words, a word starts as its bytes, and as long as two neighbours
 * have a merge, the pair whose merge was learnt first becomes one token (Sennrich, Haddow and Birch 2016, section 3.2).
 * Ids: {@value #PAD} pad, {@value #BOS} begin, {@value #EOS} end, then the bytes, then the merges in the order in which
 * they were learnt. Any thread.
 */
public final class BytePairEncoding {
    public static final int PAD = 0;
    public static final int BOS = 1;
    public static final int EOS = 2;
    static final int FIRST_BYTE = 3;
    static final int FIRST_MERGE = FIRST_BYTE + 256;

    /**
     * GPT-2's cut into words, as the tokenizers library's ByteLevel makes it: a word takes the space before it along.
     */
    private static final Pattern WORD = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    private final List<Merge> merges;
    private final Map<Merge, Integer> ids = new HashMap<>();

    /** Two tokens that become one. */
    public record Merge(int left, int right) {}

    BytePairEncoding(List<Merge> merges) {
        this.merges = List.copyOf(merges);
        for (int i = 0; i < merges.size(); i++) {
            ids.put(merges.get(i), FIRST_MERGE + i);
        }
    }

    public List<Merge> merges() {
        return merges;
    }

    public int vocabSize() {
        return FIRST_MERGE + merges.size();
    }

    /** Ids of {@code text} without special tokens. */
    public int[] encode(String text) {
        int[] encoded = new int[text.length() * 4];
        int count = 0;
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            for (int id : merge(bytes(words.group()))) {
                encoded[count++] = id;
            }
        }
        return Arrays.copyOf(encoded, count);
    }

    /** The text of {@code encoded}; special tokens have none. */
    public String decode(int[] encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : encoded) {
            bytes.writeBytes(bytesOf(id));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The bytes that token {@code id} stands for. */
    byte[] bytesOf(int id) {
        if (id < FIRST_BYTE) {
            return new byte[0];
        } else if (id < FIRST_MERGE) {
            return new byte[] {(byte) (id - FIRST_BYTE)};
        }
        Merge merge = merges.get(id - FIRST_MERGE);
        byte[] left = bytesOf(merge.left());
        byte[] right = bytesOf(merge.right());
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    /** The words of {@code text}, in order; together they are the text. */
    static List<String> words(String text) {
        return WORD.matcher(text).results().map(match -> match.group()).toList();
    }

    /** The bytes of {@code word} as ids. */
    static int[] bytes(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            ids[i] = FIRST_BYTE + (bytes[i] & 0xFF);
        }
        return ids;
    }

    private int[] merge(int[] word) {
        int[] tokens = word;
        while (true) {
            int first = Integer.MAX_VALUE;
            for (int i = 0; i + 1 < tokens.length; i++) {
                first = Math.min(first, ids.getOrDefault(new Merge(tokens[i], tokens[i + 1]), Integer.MAX_VALUE));
            }
            if (first == Integer.MAX_VALUE) {
                return tokens;
            }
            tokens = replace(tokens, merges.get(first - FIRST_MERGE), first);
        }
    }

    /** {@code tokens} with every occurrence of {@code merge}, from the left, replaced by {@code id}. */
    static int[] replace(int[] tokens, Merge merge, int id) {
        int[] replaced = new int[tokens.length];
        int count = 0;
        for (int i = 0; i < tokens.length; i++) {
            boolean pair = i + 1 < tokens.length && tokens[i] == merge.left() && tokens[i + 1] == merge.right();
            replaced[count++] = pair ? id : tokens[i];
            i += pair ? 1 : 0;
        }
        return Arrays.copyOf(replaced, count);
    }
}
