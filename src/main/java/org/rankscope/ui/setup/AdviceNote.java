package org.rankscope.ui.setup;

import java.util.List;
import org.rankscope.insight.advice.Advice;
import org.rankscope.insight.advice.OpenQuestion;

/**
 * What is advised for one part of the panel.
 *
 * @param text in one line: {@code Advised: 8 to 16, tried from 4 to 32}
 * @param followed whether the fields say so already
 * @param lines what it rests on
 * @param questions what sources disagree about
 */
record AdviceNote(String text, boolean followed, List<Advice.Line> lines, List<OpenQuestion> questions) {
    /** Nothing is advised, as long as the model is not known. */
    static final AdviceNote NONE = new AdviceNote("", true, List.of(), List.of());

    AdviceNote {
        lines = List.copyOf(lines);
        questions = List.copyOf(questions);
    }

    boolean isEmpty() {
        return text.isEmpty();
    }
}
