package org.rankscope.ui.setup;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rankscope.insight.advice.Purpose;

/** What the adapter is to learn, as chosen; without one it is guessed from model and data. */
record PurposeChoice(Optional<Purpose> purpose) {
    static final PurposeChoice GUESSED = new PurposeChoice(Optional.empty());
    private static final String GUESSED_NAME = "auto";

    static List<PurposeChoice> all() {
        return Stream.concat(
                        Stream.of(GUESSED),
                        Stream.of(Purpose.values()).map(purpose -> new PurposeChoice(Optional.of(purpose))))
                .toList();
    }

    /** The choice that is remembered as {@code name}; GUESSED if there is none. */
    static PurposeChoice named(String name) {
        return all().stream()
                .filter(choice -> choice.name().equals(name))
                .findFirst()
                .orElse(GUESSED);
    }

    /** What is remembered. */
    String name() {
        return purpose.map(Purpose::json).orElse(GUESSED_NAME);
    }

    @Override
    public String toString() {
        return purpose.map(chosen -> "for " + chosen.title()).orElse("guess the purpose");
    }
}
