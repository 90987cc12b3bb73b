package org.rankscope.model.bundled.corpus;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.rankscope.model.bundled.Choices;

/**
 * Short English stories and descriptions of everyday life. What a story says stays true to its end (names, colours,
 * counts, who owns what) and is often asked for at its close, and some things are true in every story (what a cow eats,
 * what a baker needs), so that a language model has something to remember in a text and something to learn over all of
 * them.
 */
public final class StoryCorpus {
    private static final List<StoryKind> KINDS = Stream.of(Adventures.KINDS, Everyday.KINDS, Knowledge.KINDS)
            .flatMap(List::stream)
            .toList();

    private StoryCorpus() {}

    /** {@code stories} stories; story i of a seed is always the same, however many are asked for. */
    public static Stream<String> generate(long seed, long stories) {
        return LongStream.range(0, stories).mapToObj(index -> tell(Choices.of(seed, index)));
    }

    private static String tell(Choices choices) {
        Scene scene = new Scene(choices);
        choices.oneOf(KINDS).tell(scene);
        return scene.text();
    }
}
