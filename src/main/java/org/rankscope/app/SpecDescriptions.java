package org.rankscope.app;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.rankscope.data.BatchSettings;
import org.rankscope.data.DataReport;
import org.rankscope.data.DataSpec;
import org.rankscope.data.DataSummary;
import org.rankscope.data.Dataset;
import org.rankscope.data.Datasets;
import org.rankscope.data.Preparation;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.peft.AdaptedModule;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.AttentionModules;
import org.rankscope.peft.FrozenBase;
import org.rankscope.peft.ParameterCount;
import org.rankscope.peft.TargetModules;
import org.rankscope.study.SpecResources;
import org.rankscope.study.StudySpec;
import org.rankscope.ui.report.DataFindings;
import org.rankscope.ui.setup.AdapterFacts;
import org.rankscope.ui.setup.DataFacts;
import org.rankscope.ui.setup.ModelFacts;
import org.rankscope.ui.text.TaskWords;

/** Says in a line what a model, a dataset and an adapter are, for the fields of the window. Any thread. */
final class SpecDescriptions {

    private final SpecResources resources;

    SpecDescriptions(SpecResources resources) {
        this.resources = resources;
    }

    /** {@code Llama · 5 layers · 260,032 weights · float32}. Opens everything but computes nothing. */
    ModelFacts model(String model) {
        try (BaseModel open = resources.model(model, resources.tasks(model).get(0))) {
            if (open.vocabSize() > 0) {
                open.openTokenizer().close();
            }
            return new ModelFacts(open.description(), AttentionModules.of(open.linearModules()));
        }
    }

    /** {@code 4,812 rows · 535 held out · longest 612 tokens, 2 % cut at 512}. */
    DataFacts data(DataSpec data, String model, Task task, int batchSize, int sequenceLength) {
        Datasets datasets = resources.datasets();
        try (BaseModel open = resources.open(model, datasets.head(data, task))) {
            int length = length(open, task, sequenceLength);
            try (Dataset opened = datasets.open(
                    data, Preparation.of(open), BatchSettings.of(open, task, batchSize, length, 1, 0, 0))) {
                DataSummary summary = opened.summary();
                if (summary.heldOutRows() == 0) {
                    throw new RequestException(
                            "Nothing is held out, so ranks could not be compared; hold out a larger share.");
                }
                String classes = TaskWords.hasLabels(task) && open.outputSize() > 1
                        ? " · " + open.outputSize() + " classes"
                        : "";
                return new DataFacts(describe(summary, task, length) + classes, open.notes());
            }
        }
    }

    /** Everything about the data of {@code spec}, with the size of the first of its adapters that have ranks at each of them. */
    DataFindings findings(StudySpec spec) {
        Datasets datasets = resources.datasets();
        try (BaseModel open = resources.open(
                spec.trial().model(),
                datasets.head(spec.trial().data(), spec.trial().task()))) {
            int length = length(open, spec.trial().task(), spec.trial().sequenceLength());
            BatchSettings settings =
                    BatchSettings.of(open, spec.trial().task(), spec.trial().batchSize(), length, 1, 0, 0);
            DataReport report = datasets.report(spec.trial().data(), Preparation.of(open), settings);
            Map<Integer, Long> parameters = new TreeMap<>();
            spec.methods().stream()
                    .filter(AdapterConfig.Method::hasTrainedRanks)
                    .findFirst()
                    .ifPresent(method -> spec.tried()
                            .get(method)
                            .forEach(rank -> parameters.put(
                                    rank,
                                    ParameterCount.trainable(
                                            spec.adapter(method, rank).savingAlso(open.freshModules()), open))));
            return new DataFindings(report, spec.trial().task(), length, parameters, open.notes());
        }
    }

    /** Rows of images have none, whatever the field says that is then hidden. */
    private static int length(BaseModel model, Task task, int sequenceLength) {
        if (TaskWords.hasLength(task) && sequenceLength > model.maxSequenceLength()) {
            throw new RequestException("Length " + sequenceLength + " is more than the " + model.maxSequenceLength()
                    + " positions that the model takes; lower it.");
        }
        return sequenceLength;
    }

    /** Looks at the model's config.json alone. */
    AdapterFacts adapter(String model, Task task, AdapterConfig adapter) {
        List<AdaptedModule> adapted =
                TargetModules.match(adapter.withRank(1, 1), graph(model, task).linearModules());
        long aRank = ParameterCount.ofAdapters(adapted);
        int largest = adapted.stream()
                .mapToInt(target -> (int) TargetModules.largestRank(target.module()))
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

    /** Why methods can't be used with {@code model}, for those that can't. Looks at the model's config.json alone. */
    Map<Method, String> obstacles(String model, Task task, AdapterConfig adapter, Precision precision) {
        ModelGraph graph = graph(model, task);
        Map<Method, String> obstacles = new EnumMap<>(Method.class);
        for (Method method : Method.values()) {
            try {
                AdapterConfig own =
                        adapter.with(method, 1, adapter.loraAlpha(), adapter.loraDropout(), adapter.targetModules());
                AdapterMethod.of(own, FrozenBase.graph(graph, own, precision));
            } catch (RequestException e) {
                obstacles.put(method, e.getMessage());
            }
        }
        return obstacles;
    }

    /** What {@code model} computes, with the head for {@code task}. */
    ModelGraph graph(String model, Task task) {
        return resources.graph(model, task);
    }

    /** The adapter of the teacher that the data name, where they name one. */
    Optional<AdapterConfig> teacher(StudySpec spec) {
        return resources.teacher(spec);
    }

    private static String describe(DataSummary summary, Task task, int sequenceLength) {
        String rows = String.format(
                Locale.ROOT,
                "%,d %ss · %,d held out",
                summary.trainRows(),
                TaskWords.example(task),
                summary.heldOutRows());
        if (summary.validationRows() < summary.heldOutRows()) {
            rows += String.format(Locale.ROOT, ", %,d of them evaluated", summary.validationRows());
        }
        boolean runningText = !TaskWords.hasLength(task)
                || summary.longestTokens() == sequenceLength && summary.truncatedShare() == 0;
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
