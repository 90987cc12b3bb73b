package org.rankscope.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.rankscope.model.Task;
import org.rankscope.study.SpecResources;
import org.rankscope.study.TrainedAdapter;
import picocli.CommandLine.Option;

/** The option that says what the model is for; mostly the model says so itself. */
final class TaskOption {
    @Option(
            names = "--task",
            paramLabel = "T",
            description = "${COMPLETION-CANDIDATES} (default: what the model is made for).",
            completionCandidates = TaskNames.class,
            converter = TaskNames.class)
    private Task task;

    Optional<Task> stated() {
        return Optional.ofNullable(task);
    }

    Task of(String model, SpecResources resources) {
        return stated().orElseGet(() -> resources.tasks(model).get(0));
    }

    /** The task of {@code model} with {@code adapter} on it. */
    Task of(String model, Optional<Path> adapter, SpecResources resources) {
        return stated().or(() -> adapter.flatMap(TrainedAdapter::task)).orElseGet(() -> of(model, resources));
    }
}
