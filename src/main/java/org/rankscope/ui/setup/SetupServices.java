package org.rankscope.ui.setup;

import java.util.List;
import java.util.concurrent.Executor;
import org.rankscope.ui.fx.UiQueue;

/** What the left panel asks: probes, choices, and where slow questions are asked. */
public record SetupServices(
        ModelProbe modelProbe,
        TaskProbe taskProbe,
        DataProbe dataProbe,
        AdapterProbe adapterProbe,
        MethodProbe methodProbe,
        CostEstimator costEstimator,
        AdviceProbe adviceProbe,
        List<BundledChoice> models,
        List<BundledChoice> datasets,
        DeviceProbe deviceProbe,
        Executor background,
        UiQueue queue) {
    public SetupServices {
        models = List.copyOf(models);
        datasets = List.copyOf(datasets);
    }
}
