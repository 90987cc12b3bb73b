package org.rankscope.cli;

import java.util.List;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.TargetSpec;
import org.rankscope.runtime.Device;
import org.rankscope.train.StepSetting;
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

    @Mixin
    private SequenceLengthOption sequenceLength;

    @Option(
            names = "--gradient-checkpointing",
            description = "Compute activations again, block by block, instead of keeping them.")
    private boolean gradientCheckpointing;

    @Option(
            names = "--precision",
            paramLabel = "P",
            defaultValue = "fp32",
            description = "What is computed in, and how the frozen base is held: ${COMPLETION-CANDIDATES} (default:"
                    + " ${DEFAULT-VALUE}); see docs/precision.md.",
            completionCandidates = PrecisionNames.class,
            converter = PrecisionNames.class)
    private Precision precision;

    @Mixin
    private TaskOption task;

    TaskOption task() {
        return task;
    }

    TargetSpec targets() {
        return TargetSpec.words(targets);
    }

    int batchSize() {
        return batchSize;
    }

    /** What is asked for, or the usual length, whatever a model takes. */
    int sequenceLength() {
        return sequenceLength.length();
    }

    /** Tokens of a row on {@code model}. */
    int sequenceLength(ModelGraph model) {
        return sequenceLength.on(model);
    }

    Precision precision() {
        return precision;
    }

    boolean gradientCheckpointing() {
        return gradientCheckpointing;
    }

    /**
     * What they come to on {@code model}, on the processor, where {@code adapter} takes some of its positions or none.
     *
     * @param of what the model is for
     */
    StepSetting setting(Task of, ModelGraph model, AdapterConfig adapter) {
        int virtual = adapter.method().knob() == AdapterConfig.Knob.VIRTUAL_TOKENS ? adapter.capacity() : 0;
        int room = model.maxSequenceLength() - virtual;
        int usual = sequenceLength(model);
        int length = sequenceLength.given().isEmpty() && room > 0 ? Math.min(usual, room) : usual;
        return new StepSetting(of, batchSize, length, gradientCheckpointing, precision, Device.CPU);
    }
}
