package org.rankscope.model.bundled;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Learns the merges of a byte-pair encoding: again and again, the pair of neighbours that is most frequent in the words
 * of a corpus becomes a token (Sennrich, Haddow and Birch 2016, algorithm 1). Of equally frequent pairs, the one with
 * the smaller ids is taken, so that the same corpus always gives the same merges.
 */
public final class BytePairTrainer {
    private static final Comparator<Map.Entry<BytePairEncoding.Merge, Long>> MOST_FREQUENT =
            Map.Entry.<BytePairEncoding.Merge, Long>comparingByValue()
                    .thenComparing(entry -> -entry.getKey().left())
                    .thenComparing(entry -> -entry.getKey().right());

    private BytePairTrainer() {}

    /** A word of the corpus, how often it stands there, and its tokens so far. */
    private record Word(long count, int[] tokens) {}

    /** Learns from {@code corpus} until there are {@code vocabSize} ids, or no pair occurs twice. */
    public static BytePairEncoding train(Stream<String> corpus, int vocabSize) {
        Map<String, Long> counts = new TreeMap<>();
        corpus.forEach(text -> BytePairEncoding.words(text).forEach(word -> counts.merge(word, 1L, Long::sum)));
        List<Word> words = new ArrayList<>();
        counts.forEach((word, count) -> words.add(new Word(count, BytePairEncoding.bytes(word))));

        List<BytePairEncoding.Merge> merges = new ArrayList<>();
        while (BytePairEncoding.FIRST_MERGE + merges.size() < vocabSize) {
            Map.Entry<BytePairEncoding.Merge, Long> best =
                    pairs(words).entrySet().stream().max(MOST_FREQUENT).orElse(null);
            if (best == null || best.getValue() < 2) {
                break;
            }
            int id = BytePairEncoding.FIRST_MERGE + merges.size();
            merges.add(best.getKey());
            words.replaceAll(
                    word -> new Word(word.count(), BytePairEncoding.replace(word.tokens(), best.getKey(), id)));
        }
        return new BytePairEncoding(merges);
    }

    private static Map<BytePairEncoding.Merge, Long> pairs(List<Word> words) {
        Map<BytePairEncoding.Merge, Long> pairs = new HashMap<>();
        for (Word word : words) {
            for (int i = 0; i + 1 < word.tokens().length; i++) {
                pairs.merge(
                        new BytePairEncoding.Merge(word.tokens()[i], word.tokens()[i + 1]), word.count(), Long::sum);
            }
        }
        return pairs;
    }
}
