package org.rankscope.cli;

import org.rankscope.model.Task;
import picocli.CommandLine.Option;

/** The option that says what the model is for. */
final class TaskOption {
    @Option(
            names = "--task",
            paramLabel = "T",
            defaultValue = "causal-lm",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
            completionCandidates = TaskNames.class,
            converter = TaskNames.class)
    private Task task;

    Task task() {
        return task;
    }
}
