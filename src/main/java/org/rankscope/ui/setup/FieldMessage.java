package org.rankscope.ui.setup;

import org.rankscope.ui.text.WindowWords;

/** The small line under a field. */
public record FieldMessage(Kind kind, String text) {
    public enum Kind {
        NONE,
        /** What was understood. */
        NOTE,
        /** A probe is looking. */
        CHECKING,
        /** Goes, but may go wrong. */
        WARNING,
        ERROR
    }

    static final FieldMessage NONE = new FieldMessage(Kind.NONE, "");
    static final FieldMessage CHECKING = new FieldMessage(Kind.CHECKING, "Looking …");

    static FieldMessage note(String text) {
        return text.isEmpty() ? NONE : new FieldMessage(Kind.NOTE, WindowWords.of(text));
    }

    static FieldMessage warning(String sentence) {
        return new FieldMessage(Kind.WARNING, sentence);
    }

    static FieldMessage error(String sentence) {
        return new FieldMessage(Kind.ERROR, WindowWords.of(sentence));
    }

    public boolean isError() {
        return kind == Kind.ERROR;
    }
}
