package org.rankscope.study;

import java.util.Collections;
import org.rankscope.data.BatchSettings;
import org.rankscope.insight.TimeEstimate;
import org.rankscope.model.BaseModel;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.train.StepTiming;
import org.rankscope.train.TrialSpec;

/** Times a few steps of a study's smallest and largest rank, in this process: some seconds, and as much memory as a trial. */
public final class StudyTiming {
    private StudyTiming() {}

    /** Measures {@code spec}, which {@link SpecResources#check} has found good. */
    public static TimeEstimate measure(StudySpec spec, SpecResources resources) {
        int smallest = Collections.min(spec.ranks());
        int largest = Collections.max(spec.ranks());
        // The first measurement of a process pays for what the runtime and Java do once: it is done over.
        measure(spec, smallest, resources);
        StepTiming small = measure(spec, smallest, resources);
        return new TimeEstimate(small, smallest == largest ? small : measure(spec, largest, resources));
    }

    private static StepTiming measure(StudySpec study, int rank, SpecResources resources) {
        TrialSpec spec = resources.located(study.trial()
                .withCell(
                        study.adapter().withRank(rank, study.alpha().alphaFor(rank)),
                        study.learningRates().get(0),
                        study.seeds().get(0)));
        try (BaseModel model = resources.model(spec.model())) {
            BatchSettings settings = BatchSettings.of(
                    model,
                    spec.task(),
                    spec.batchSize(),
                    spec.sequenceLength(),
                    spec.optimizer().gradientAccumulationSteps(),
                    spec.seed(),
                    0);
            return StepTiming.measure(
                    model,
                    spec,
                    () -> resources.datasets().open(spec.data(), model::openTokenizer, settings),
                    SessionConfig.on(Device.parse(spec.device())));
        }
    }
}
