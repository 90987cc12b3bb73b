package org.rankscope.study;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.rankscope.insight.TimeEstimate;
import org.rankscope.model.BaseModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.train.StepTiming;
import org.rankscope.train.TrialData;
import org.rankscope.train.TrialSpec;

/** Times a few steps of each method of a study at its smallest and largest rank, in this process: some seconds, and as much memory as a trial. */
public final class StudyTiming {
    private StudyTiming() {}

    /** Measures each method of {@code spec}, which {@link SpecResources#check} has found good. */
    public static Map<AdapterConfig.Method, TimeEstimate> measure(StudySpec spec, SpecResources resources) {
        Map<AdapterConfig.Method, TimeEstimate> times = new EnumMap<>(AdapterConfig.Method.class);
        spec.tried().forEach((method, capacities) -> {
            AdapterConfig smallest = spec.adapter(method, Collections.min(capacities));
            AdapterConfig largest = spec.adapter(method, Collections.max(capacities));
            if (times.isEmpty()) {
                // The first measurement of a process pays for what the runtime and Java do once: it is done over.
                measure(spec, smallest, resources);
            }
            StepTiming small = measure(spec, smallest, resources);
            times.put(
                    method,
                    new TimeEstimate(small, smallest.equals(largest) ? small : measure(spec, largest, resources)));
        });
        return times;
    }

    private static StepTiming measure(StudySpec study, AdapterConfig adapter, SpecResources resources) {
        TrialSpec spec = resources.located(study.trial()
                .withCell(adapter, study.learningRates().get(0), study.seeds().get(0)));
        try (BaseModel model = TrialData.model(spec, resources, resources.datasets())) {
            return StepTiming.measure(
                    model, spec, () -> TrialData.open(spec, model, resources.datasets()), spec.session());
        }
    }
}
