package org.rankscope.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds out a fraction of documents. Documents with the same text stay together; groups are taken in the order of a
 * seeded hash of their text, so neither the order of the file nor the number of duplicates decides. Both sides get at
 * least one.
 *
 * @param train in the order of the file
 * @param validation likewise
 */
record DocumentSplit(List<EncodedDocument> train, List<EncodedDocument> validation) {
    /** Splits {@code documents}, which must have at least two different texts. */
    static DocumentSplit of(List<EncodedDocument> documents, double fraction, long seed) {
        Map<Long, Integer> sizes =
                new TreeMap<>(Comparator.comparingLong((Long fingerprint) -> SplitMix.at(seed, fingerprint))
                        .thenComparing(f -> f));
        documents.forEach(document -> sizes.merge(document.fingerprint(), 1, Integer::sum));
        if (sizes.size() < 2) {
            throw new IllegalArgumentException("Fewer than two different documents can't be split.");
        }
        long wanted = Math.max(1, Math.round(documents.size() * fraction));
        long held = 0;
        int groups = 0;
        Map<Long, Boolean> heldOut = new TreeMap<>();
        for (Map.Entry<Long, Integer> group : sizes.entrySet()) {
            boolean hold = held < wanted && groups < sizes.size() - 1;
            heldOut.put(group.getKey(), hold);
            held += hold ? group.getValue() : 0;
            groups++;
        }
        List<EncodedDocument> train = new ArrayList<>();
        List<EncodedDocument> validation = new ArrayList<>();
        documents.forEach(document -> (heldOut.get(document.fingerprint()) ? validation : train).add(document));
        return new DocumentSplit(train, validation);
    }
}
