package org.rankscope.model.bundled.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ManualCorpusTest {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}]+");

    @Test
    void textsAreCompleteAndFollowFromTheSeed() {
        assertEquals(
                ManualCorpus.generate(1, 5).toList(),
                ManualCorpus.generate(1, 50).limit(5).toList());
        ManualCorpus.generate(2, 5_000)
                .forEach(text -> assertFalse(
                        Stream.of("{", "}", "[", "]", "|", "  ", " a A", " a E").anyMatch(text::contains), text));
    }

    @Test
    void pretrainingTextsKnowNearlyEveryWordOfSupportMessages() {
        Set<String> known = words(Stream.concat(StoryCorpus.generate(3, 5_000), ManualCorpus.generate(3, 5_000)));
        Set<String> unknown = new TreeSet<>(words(SupportCorpus.generate(4, 0, 2_000)));
        long all = unknown.size();
        unknown.removeAll(known);
        assertTrue(unknown.size() < 0.15 * all, unknown.size() + " of " + all + " words are new: " + unknown);
    }

    @Test
    void pretrainingTextsAreNoSupportMessages() {
        assertTrue(Stream.concat(StoryCorpus.generate(3, 5_000), ManualCorpus.generate(3, 5_000))
                .noneMatch(text -> text.contains("Customer: ") || text.contains("Agent: ")));
    }

    private static Set<String> words(Stream<String> texts) {
        return texts.flatMap(text -> Arrays.stream(BETWEEN_WORDS.split(text))).collect(Collectors.toSet());
    }
}
