package org.rankscope.insight.advice;

import java.util.List;

/**
 * What sources disagree about.
 *
 * @param answers what each side says, with its source
 * @param here what is known of this model and these data; may be empty
 * @param test how to find out on this machine
 */
public record OpenQuestion(String question, List<String> answers, String here, String test) {
    public OpenQuestion {
        answers = List.copyOf(answers);
    }
}
