package org.rankscope.cli;

import java.util.List;
import org.rankscope.model.Task;
import org.rankscope.peft.TargetSpec;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that look at one training step without a specification. */
final class StepOptions {
    @Option(
            names = "--targets",
            paramLabel = "NAME",
            split = ",",
            defaultValue = TargetSpec.DEFAULT,
            description =
                    "Target modules, all-linear, or default: the model's queries and values (default: ${DEFAULT-VALUE}).")
    private List<String> targets;

    @Option(
            names = "--batch-size",
            paramLabel = "B",
            defaultValue = "8",
            description = "Rows of a batch (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--sequence-length",
            paramLabel = "S",
            defaultValue = "128",
            description = "Tokens of a row (default: ${DEFAULT-VALUE}).")
    private int sequenceLength;

    @Option(
            names = "--gradient-checkpointing",
            description = "Compute activations again, block by block, instead of keeping them.")
    private boolean gradientCheckpointing;

    @Mixin
    private TaskOption task;

    Task task() {
        return task.task();
    }

    TargetSpec targets() {
        return TargetSpec.words(targets);
    }

    int batchSize() {
        return batchSize;
    }

    int sequenceLength() {
        return sequenceLength;
    }

    boolean gradientCheckpointing() {
        return gradientCheckpointing;
    }
}
