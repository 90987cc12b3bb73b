package org.rankscope.ui.setup;

import org.rankscope.study.TaskGuess;

/** Says why a task was guessed. */
final class TaskSentence {
    private TaskSentence() {}

    static String of(TaskGuess.Answer answer) {
        return switch (answer.reason()) {
            case ONLY -> "The only task that this model can have.";
            case MODEL_AND_DATA -> "Guessed: model and data fit it.";
            case DATA -> "Guessed from the columns of the data.";
            case MODEL -> "Guessed from the model.";
        };
    }
}
