package org.rankscope.model.bundled.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class StoryCorpusTest {
    /**
     * Of the first 500 stories of seed 1; changes only when the stories are meant to change, and the assets with them.
     */
    private static final long CHECKSUM = 750_451_716L;

    @Test
    void sameSeedGivesTheSameStoriesInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertEquals(CHECKSUM, checksum(StoryCorpus.generate(1, 500)));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void storyDoesNotDependOnHowManyAreAskedFor() {
        assertEquals(
                StoryCorpus.generate(7, 5).toList(),
                StoryCorpus.generate(7, 50).limit(5).toList());
    }

    @Test
    void anotherSeedTellsOtherStories() {
        Set<String> first = new HashSet<>(StoryCorpus.generate(1, 200).toList());
        assertTrue(StoryCorpus.generate(2, 200).noneMatch(first::contains));
        assertNotEquals(checksum(StoryCorpus.generate(1, 1)), checksum(StoryCorpus.generate(2, 1)));
    }

    @Test
    void storiesHardlyEverRepeat() {
        List<String> stories = StoryCorpus.generate(3, 20_000).toList();
        assertTrue(new HashSet<>(stories).size() > 19_900, "different: " + new HashSet<>(stories).size());
    }

    @Test
    void noTemplateIsLeftOpenAndEverySentenceStartsWithACapital() {
        StoryCorpus.generate(4, 20_000).forEach(story -> {
            assertFalse(Stream.of("{", "}", "[", "]", "|", "  ", " .", " ,").anyMatch(story::contains), story);
            assertFalse(Pattern.compile("[.!?] [a-z]").matcher(story).find(), story);
            assertTrue(Character.isUpperCase(story.codePointAt(story.startsWith("\"") ? 1 : 0)), story);
            assertTrue(
                    Pattern.compile("([.!]\"?|\n[^\n.]+, [A-Z][a-z]+)$")
                            .matcher(story)
                            .find(),
                    story);
        });
    }

    @Test
    void answersAgreeWithWhatWasTold() {
        Pattern asked = Pattern.compile("What colour is the (\\w+)\\? The \\1 is (\\w+)\\.$");
        int seen = 0;
        for (String story : StoryCorpus.generate(5, 5_000).toList()) {
            Matcher question = asked.matcher(story);
            if (question.find()) {
                String told = story.substring(0, question.start());
                String item = question.group(1);
                String colour = question.group(2);
                assertTrue(told.contains(item + " is " + colour) || told.contains(colour + " " + item), story);
                seen++;
            }
        }
        assertTrue(seen > 20, "stories that ask for a colour: " + seen);
    }

    @Test
    void sumsAreRight() {
        Pattern sum = Pattern.compile("(\\w+) take away (\\w+) is (\\w+)\\.");
        List<String> numbers =
                Stream.iterate(0, i -> i + 1).limit(21).map(English::number).toList();
        long checked = StoryCorpus.generate(6, 5_000)
                .flatMap(story -> sum.matcher(story).results())
                .peek(match -> assertEquals(
                        numbers.indexOf(match.group(1).toLowerCase(Locale.ROOT)) - numbers.indexOf(match.group(2)),
                        numbers.indexOf(match.group(3)),
                        match.group()))
                .count();
        assertTrue(checked > 20, "sums: " + checked);
    }

    private static long checksum(Stream<String> texts) {
        CRC32 crc = new CRC32();
        texts.forEach(text -> crc.update((text + "\n").getBytes(StandardCharsets.UTF_8)));
        return crc.getValue();
    }
}
