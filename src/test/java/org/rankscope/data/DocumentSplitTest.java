package org.rankscope.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DocumentSplitTest {
    @Test
    void theFractionIsHeldOut() {
        DocumentSplit split = DocumentSplit.of(documents(200), 0.1, 1);
        assertEquals(20, split.validation().size());
        assertEquals(180, split.train().size());
    }

    @Test
    void duplicatesStayOnOneSide() {
        List<EncodedDocument> documents = documents(50);
        documents.addAll(documents(50));
        documents.addAll(documents(10));
        DocumentSplit split = DocumentSplit.of(documents, 0.3, 1);
        Set<Long> train = fingerprints(split.train());
        assertTrue(fingerprints(split.validation()).stream().noneMatch(train::contains));
        assertEquals(110, split.train().size() + split.validation().size());
        assertTrue(split.validation().size() >= 33 && split.validation().size() <= 35);
    }

    @Test
    void theOrderOfTheFileDoesNotMatterAndTheSeedDoes() {
        List<EncodedDocument> documents = documents(100);
        Set<Long> held = fingerprints(DocumentSplit.of(documents, 0.2, 1).validation());
        Collections.reverse(documents);
        assertEquals(held, fingerprints(DocumentSplit.of(documents, 0.2, 1).validation()));
        assertNotEquals(held, fingerprints(DocumentSplit.of(documents, 0.2, 2).validation()));
    }

    @Test
    void bothSidesGetSomething() {
        for (double fraction : new double[] {0.001, 0.999}) {
            DocumentSplit split = DocumentSplit.of(documents(2), fraction, 1);
            assertEquals(1, split.train().size());
            assertEquals(1, split.validation().size());
        }
        List<EncodedDocument> same = new ArrayList<>(documents(1));
        same.addAll(documents(1));
        assertThrows(IllegalArgumentException.class, () -> DocumentSplit.of(same, 0.5, 1));
    }

    private static Set<Long> fingerprints(List<EncodedDocument> documents) {
        return documents.stream().map(EncodedDocument::fingerprint).collect(Collectors.toSet());
    }

    private static List<EncodedDocument> documents(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new EncodedDocument(new int[] {1, 2}, 1, 2, 31L * i))
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
