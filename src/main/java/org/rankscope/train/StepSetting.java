package org.rankscope.train;

import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.runtime.Device;

/**
 * In what steps are trained: what of a trial beside model and adapter decides on the memory that one takes.
 *
 * @param recompute whether activations are computed again, see {@link TrialSpec#gradientCheckpointing}
 */
public record StepSetting(
        Task task, int batchSize, int sequenceLength, boolean recompute, Precision precision, Device device) {
    /** Those of {@code spec}, where it runs. */
    public static StepSetting of(TrialSpec spec) {
        return new StepSetting(
                spec.task(),
                spec.batchSize(),
                spec.sequenceLength(),
                spec.gradientCheckpointing(),
                spec.precision(),
                Device.parse(spec.device()));
    }

    /** In float32 on the processor. */
    public static StepSetting plain(Task task, int batchSize, int sequenceLength) {
        return new StepSetting(task, batchSize, sequenceLength, false, Precision.FP32, Device.CPU);
    }
}
