package org.rankscope.model.bundled.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.rankscope.model.bundled.Choices;

class SceneTest {
    private final Scene scene = new Scene(new Choices(1));

    @Test
    void namedWordsTakeArticlesPluralsAndCapitals() {
        scene.set("thing", "orange box").person("hero", new Person("Ida", true));
        assertEquals(
                "An orange box, an orange box, two orange boxes: Ida and her box.",
                scene.expand("{A thing}, {a thing}, two {thing.s}: {Hero} and {hero.his} box."));
    }

    @Test
    void everyAlternativeIsChosenSometimes() {
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < 200; i++) {
            seen.add(scene.expand("x[a|[b|c]d|]y"));
        }
        assertEquals(Set.of("xay", "xbdy", "xcdy", "xy"), seen);
    }

    @Test
    void sentencesAreJoinedBySpacesAndStartWithCapitals() {
        scene.say("one.").say("\"two,\" she said.").line().say("three.");
        assertEquals("One. \"Two,\" she said.\nThree.", scene.text());
    }

    @Test
    void unknownWordIsNamed() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> scene.expand("{hreo}"))
                .getMessage()
                .contains("hreo"));
    }

    @Test
    void choicesAddUpToTheirEntropy() {
        Choices choices = new Choices(2);
        choices.below(4);
        choices.below(2);
        assertEquals(Math.log(8), choices.nats(), 1e-12);
    }

    @Test
    void numbersAreSpreadEvenly() {
        Choices choices = new Choices(3);
        int[] counts = new int[10];
        for (int i = 0; i < 100_000; i++) {
            counts[choices.below(10)]++;
        }
        for (int count : counts) {
            assertEquals(10_000, count, 500, "five standard deviations are 474");
        }
    }
}
