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
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterLabels;
import org.rankscope.peft.FrozenBase;

/** The model and the data of a trial, as everyone opens them who trains, checks, times or measures it. */
public final class TrialData {
    /** Held-out rows are the same for all trials, so that their losses can be compared item by item. */
    private static final long SPLIT_SEED = 0;

    private TrialData() {}

    /**
     * Opens the model with the head that the labels of the data ask for, at the trial's precision; the caller closes it.
     *
     * @throws org.rankscope.io.RequestException if the adapter can't be trained at that precision
     */
    public static BaseModel model(TrialSpec spec, ModelSource models, Datasets datasets) {
        return FrozenBase.of(models.open(spec.model(), head(spec, datasets)), adapter(spec), spec.precision());
    }

    /** The adapter that is trained: as it is stated, else that which training starts from. */
    static AdapterConfig adapter(TrialSpec spec) {
        return spec.adapter() != null ? spec.adapter() : AdapterFiles.readConfig(Path.of(spec.initialAdapter()));
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
