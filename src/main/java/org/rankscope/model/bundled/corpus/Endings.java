package org.rankscope.model.bundled.corpus;

/** How stories close: with a question about what was told, with a saying, or just so. */
final class Endings {
    private static final int QUESTION_PERCENT = 45;
    private static final int SAYING_PERCENT = 12;

    private Endings() {}

    /** May add one question of {@code questionsAndAnswers}, which alternate, with its answer. */
    static void question(Scene scene, String... questionsAndAnswers) {
        if (scene.choices().chance(QUESTION_PERCENT)) {
            int chosen = 2 * scene.choices().below(questionsAndAnswers.length / 2);
            scene.line().say(questionsAndAnswers[chosen]).say(questionsAndAnswers[chosen + 1]);
        } else {
            scene.maybe(
                    SAYING_PERCENT,
                    "and that was [a good end|the end of the story].",
                    "all is well that ends well.",
                    "it was a day to remember.",
                    "nobody forgot that day.");
        }
    }
}
