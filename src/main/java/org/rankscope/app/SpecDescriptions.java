package org.rankscope.app;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.rankscope.data.BatchSettings;
import org.rankscope.data.DataSpec;
import org.rankscope.data.DataSummary;
import org.rankscope.data.Dataset;
import org.rankscope.data.Preparation;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.ModelGraph;
import org.rankscope.peft.AdaptedModule;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.ParameterCount;
import org.rankscope.peft.TargetModules;
import org.rankscope.study.SpecResources;
import org.rankscope.study.StudySpec;
import org.rankscope.ui.setup.AdapterFacts;

/** Says in a line what a model, a dataset and an adapter are, for the fields of the window. Any thread. */
final class SpecDescriptions {

    private final SpecResources resources;

    SpecDescriptions(SpecResources resources) {
        this.resources = resources;
    }

    /** {@code Llama · 5 layers · 260,032 weights · float32}. Opens everything but computes nothing. */
    String model(String model) {
        try (BaseModel open = resources.model(model)) {
            open.openTokenizer().close();
            return open.description();
        }
    }

    /** {@code 4,812 rows · 535 held out · longest 612 tokens, 2 % cut at 512}. */
    String data(DataSpec data, String model, int batchSize, int sequenceLength) {
        try (BaseModel open = resources.model(model)) {
            if (sequenceLength > open.maxSequenceLength()) {
                throw new RequestException("Length " + sequenceLength + " is more than the " + open.maxSequenceLength()
                        + " positions that the model takes; lower it.");
            }
            BatchSettings settings =
                    new BatchSettings(batchSize, sequenceLength, 1, open.vocabSize(), open.padTokenId(), 0, 0);
            try (Dataset opened = resources.datasets().open(data, Preparation.of(open), settings)) {
                DataSummary summary = opened.summary();
                if (summary.heldOutRows() == 0) {
                    throw new RequestException(
                            "Nothing is held out, so ranks could not be compared; hold out a larger share.");
                }
                return describe(summary, sequenceLength);
            }
        }
    }

    /** Looks at the model's config.json alone. */
    AdapterFacts adapter(String model, AdapterConfig adapter) {
        List<AdaptedModule> adapted =
                TargetModules.match(adapter.withRank(1, 1), graph(model).linearModules());
        long aRank = ParameterCount.ofAdapters(adapted);
        int largest = adapted.stream()
                .mapToInt(target ->
                        Math.min(target.module().inFeatures(), target.module().outFeatures()))
                .min()
                .orElse(1);
        String summary = String.format(
                Locale.ROOT,
                "%,d %s · %,d parameters a rank",
                adapted.size(),
                adapted.size() == 1 ? "module" : "modules",
                aRank);
        return new AdapterFacts(summary, largest);
    }

    /** What {@code model} computes. */
    ModelGraph graph(String model) {
        return resources.graph(model);
    }

    /** The adapter of the teacher that the data name, where they name one. */
    Optional<AdapterConfig> teacher(StudySpec spec) {
        return resources.teacher(spec);
    }

    private static String describe(DataSummary summary, int sequenceLength) {
        String rows = String.format(Locale.ROOT, "%,d rows · %,d held out", summary.trainRows(), summary.heldOutRows());
        if (summary.validationRows() < summary.heldOutRows()) {
            rows += String.format(Locale.ROOT, ", %,d of them evaluated", summary.validationRows());
        }
        boolean runningText = summary.longestTokens() == sequenceLength && summary.truncatedShare() == 0;
        String length = runningText ? "" : String.format(Locale.ROOT, " · longest %,d tokens", summary.longestTokens());
        String cut = summary.truncatedShare() > 0
                ? String.format(Locale.ROOT, ", %s %% cut at %,d", percent(summary.truncatedShare()), sequenceLength)
                : "";
        String dropped = summary.droppedDocuments() > 0
                ? String.format(Locale.ROOT, " · %,d left out", summary.droppedDocuments())
                : "";
        return rows + length + cut + dropped;
    }

    private static String percent(double share) {
        double percent = share * 100;
        return percent < 1 ? "less than 1" : String.format(Locale.ROOT, "%.0f", percent);
    }
}
