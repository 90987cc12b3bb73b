package org.rankscope.train;

import java.nio.file.Path;
import java.util.Optional;
import org.rankscope.data.BatchSettings;
import org.rankscope.data.Dataset;
import org.rankscope.data.Datasets;
import org.rankscope.data.Preparation;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.ModelSource;
import org.rankscope.peft.AdapterLabels;

/** The model and the data of a trial, as everyone opens them who trains, checks, times or measures it. */
public final class TrialData {
    /** Held-out rows are the same for all trials, so that their losses can be compared item by item. */
    private static final long SPLIT_SEED = 0;

    private TrialData() {}

    /** Opens the model with the head that the labels of the data ask for; the caller closes it. */
    public static BaseModel model(TrialSpec spec, ModelSource models, Datasets datasets) {
        return models.open(spec.model(), head(spec, datasets));
    }

    /** The head of the adapter that training starts from, else the one that the labels of the data ask for. */
    static HeadSpec head(TrialSpec spec, Datasets datasets) {
        return Optional.ofNullable(spec.initialAdapter())
                .flatMap(adapter -> AdapterLabels.read(
                        Path.of(adapter), spec.task(), spec.data().labels()))
                .orElseGet(() -> datasets.head(spec.data(), spec.task()));
    }

    /** Opens the data: the same held-out rows for all that have the same files. The caller closes them. */
    public static Dataset open(TrialSpec spec, BaseModel model, Datasets datasets) {
        return datasets.open(
                spec.data(),
                Preparation.of(model),
                BatchSettings.of(
                        model,
                        spec.task(),
                        spec.batchSize(),
                        spec.sequenceLength(),
                        spec.optimizer().gradientAccumulationSteps(),
                        spec.seed(),
                        SPLIT_SEED));
    }
}
