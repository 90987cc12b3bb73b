package org.rankscope.ui.setup;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rankscope.model.Task;
import org.rankscope.ui.text.TaskWords;

/** What is learnt, as chosen; without one it is guessed from model and data. */
record TaskChoice(Optional<Task> task) {
    static final TaskChoice GUESSED = new TaskChoice(Optional.empty());

    static TaskChoice of(Task task) {
        return new TaskChoice(Optional.of(task));
    }

    /** The choice that is remembered as {@code name}; GUESSED if there is none. */
    static TaskChoice named(String name) {
        return Stream.of(Task.values())
                .filter(task -> task.json().equals(name))
                .findFirst()
                .map(TaskChoice::of)
                .orElse(GUESSED);
    }

    /** Guessing, and each of {@code tasks}. */
    static List<TaskChoice> of(List<Task> tasks) {
        return Stream.concat(Stream.of(GUESSED), tasks.stream().map(TaskChoice::of))
                .toList();
    }

    /** What is remembered; null for a guess. */
    String name() {
        return task.map(Task::json).orElse(null);
    }

    @Override
    public String toString() {
        return task.map(TaskWords::title).orElse("guess the task");
    }
}
