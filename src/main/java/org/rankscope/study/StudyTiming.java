package org.rankscope.study;

import java.util.Collections;
import org.rankscope.insight.TimeEstimate;
import org.rankscope.model.BaseModel;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.train.StepTiming;
import org.rankscope.train.TrialData;
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
                        study.trial().adapter().withRank(rank, study.alpha().alphaFor(rank)),
                        study.learningRates().get(0),
                        study.seeds().get(0)));
        try (BaseModel model = TrialData.model(spec, resources, resources.datasets())) {
            return StepTiming.measure(
                    model,
                    spec,
                    () -> TrialData.open(spec, model, resources.datasets()),
                    SessionConfig.on(Device.parse(spec.device())));
        }
    }
}
