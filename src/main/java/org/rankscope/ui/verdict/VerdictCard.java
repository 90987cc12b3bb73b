package org.rankscope.ui.verdict;

import java.util.List;

/**
 * What stands on the card.
 *
 * @param word the tone in a word or two
 * @param over a small line over the headline: the method, where several were judged; else empty
 * @param headline the largest text: {@code r = 8}; empty while there is no answer
 * @param title one short sentence
 * @param reason why, or what is being waited for
 * @param facts what the advised rank costs
 * @param warnings plain sentences
 */
record VerdictCard(
        Tone tone,
        String word,
        String over,
        String headline,
        String title,
        String reason,
        List<Fact> facts,
        List<String> warnings) {

    /** A number and what it is of. */
    record Fact(String value, String label) {}

    /** The colour, the icon and the word of a card. */
    enum Tone {
        WAITING("no verdict yet"),
        COMPARISON("comparison"),
        CHOOSE("choose"),
        FLAT("flat"),
        EXTEND("extend"),
        NOISY("noisy"),
        PROBLEM("problem");

        private final String word;

        Tone(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }
}
