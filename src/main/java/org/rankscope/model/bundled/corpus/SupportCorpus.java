package org.rankscope.model.bundled.corpus;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.rankscope.model.bundled.Choices;

/**
 * Messages between customers and the support team of an invented shop: another domain and tone than the stories, full
 * of facts that hold over all messages of a seed (which part of which product fails, what an error code means).
 */
public final class SupportCorpus {
    static final List<String> AGENTS = Lexicon.list("Mara, Jan, Petra, Luis, Edith, Noah, Ines, Timo");

    private SupportCorpus() {}

    /**
     * The messages {@code first} to {@code first + count - 1} of {@code seed}: message i is always the same, and all
     * share the facts of the seed, so that disjoint ranges are a training and a validation set.
     */
    public static Stream<String> generate(long seed, long first, long count) {
        SupportFacts facts = SupportFacts.from(seed);
        return LongStream.range(first, first + count).mapToObj(index -> message(Choices.of(seed, index), facts));
    }

    private static String message(Choices choices, SupportFacts facts) {
        Scene scene = new Scene(choices);
        scene.set("agent", choices.oneOf(AGENTS));
        choices.oneOf(SupportTopics.TOPICS).write(scene, facts);
        scene.maybe(30, "[please let us know if|just write again if] [you need more help|this does not help].");
        scene.say("[Kind|Best|Friendly] regards, {agent}", "have a nice day! {agent}");
        return scene.text();
    }
}
