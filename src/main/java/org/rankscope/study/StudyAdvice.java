package org.rankscope.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.rankscope.data.BatchSettings;
import org.rankscope.data.DataPreview;
import org.rankscope.data.DataSpec;
import org.rankscope.data.DataSummary;
import org.rankscope.data.Dataset;
import org.rankscope.data.Datasets;
import org.rankscope.data.Preparation;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.insight.MemoryEstimate;
import org.rankscope.insight.advice.Advice;
import org.rankscope.insight.advice.AdviceFacts;
import org.rankscope.insight.advice.Advisor;
import org.rankscope.insight.advice.KnownModel;
import org.rankscope.insight.advice.ModelFamily;
import org.rankscope.insight.advice.Purpose;
import org.rankscope.insight.advice.RankCost;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;
import org.rankscope.model.hf.Architecture;
import org.rankscope.model.hf.ModelCard;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.ParameterCount;
import org.rankscope.peft.TargetSpec;
import org.rankscope.train.StepSetting;

/** Gathers the facts that advice is drawn from, out of a model, its data and this machine. Any thread. */
public final class StudyAdvice {
    private static final int TRIED_BATCH = 8;
    private static final int TRIED_LENGTH = 128;
    /** Rows are looked at up to this length: enough to tell how long they are. */
    private static final int LONGEST_LOOKED_AT = 1024;

    /** About so many characters of a text make a token, where no tokenizer is at hand. */
    private static final int CHARACTERS_PER_TOKEN = 4;

    private final SpecResources resources;

    public StudyAdvice(SpecResources resources) {
        this.resources = resources;
    }

    /**
     * What is asked.
     *
     * @param model a directory, a config.json, an .onnx file or {@code bundled:NAME}
     * @param data null where there are none yet
     * @param task null: what models of the family are trained for most
     * @param purpose null: guessed from task, model and data
     * @param device what is to train, with its memory
     */
    public record Question(
            String model,
            DataSpec data,
            Task task,
            Purpose purpose,
            AdviceFacts.DeviceKind device,
            long deviceMemoryBytes) {}

    /**
     * What was found and what follows from it.
     *
     * @param task of the question, or the family's own; empty where none is trained here
     * @param longestSequence that the model takes, where that is known
     */
    public record Answer(AdviceFacts facts, Optional<Task> task, OptionalLong longestSequence, Advice advice) {}

    /** Looks and advises; throws RequestException if model or data can't be read. */
    public Answer advise(Question question) {
        Path path = resources.path(question.model());
        Optional<ModelCard> card = card(path);
        Optional<ModelGraph> graph = graph(question.model(), card);
        ModelFamily family = family(card, graph, question.task());
        Task task = question.task() != null ? question.task() : usualTask(family);
        Set<String> fields = question.data() == null || question.data().train() == null
                ? Set.of()
                : Set.copyOf(resources.datasets().columnNames(question.data().train()));
        Size size = question.data() == null ? Size.UNKNOWN : size(question, task, graph);
        AdviceFacts facts = new AdviceFacts(
                card.map(ModelCard::modelType).orElse(""),
                family,
                parameters(card, graph, question.model()),
                card.map(ModelCard::bits).orElse(Float.SIZE),
                question.purpose() != null ? question.purpose() : Purpose.guess(family, fields),
                size.examples(),
                size.tokens(),
                size.longest(),
                question.device(),
                question.deviceMemoryBytes());
        int largest = largestRank(card, graph);
        return new Answer(
                facts,
                Optional.ofNullable(task),
                graph.map(known -> OptionalLong.of(known.maxSequenceLength())).orElse(OptionalLong.empty()),
                Advisor.advise(
                        facts, largest, graph.flatMap(known -> cost(known, task, Advisor.sweep(facts, largest)))));
    }

    private static Optional<ModelCard> card(Path path) {
        Path config = Files.isDirectory(path)
                ? path.resolve("config.json")
                : SpecResources.isOnnx(path) ? path.resolveSibling("config.json") : path;
        if (!Files.exists(config)) {
            if (SpecResources.isOnnx(path)) {
                return Optional.empty();
            }
            throw new RequestException(
                    config + ": no such file; expected a model's config.json, a folder with one, or an .onnx file.");
        }
        return Optional.of(ModelCard.read(config));
    }

    /** The graph of a model that can be trained here; empty for others, of which config.json alone is known. */
    private Optional<ModelGraph> graph(String model, Optional<ModelCard> card) {
        boolean trainable = SpecResources.isOnnx(resources.path(model))
                || card.isPresent()
                        && List.of(Architecture.values()).stream().anyMatch(known -> known.modelType()
                                .equals(card.get().modelType()))
                        && card.get().bits() >= Short.SIZE;
        try {
            return trainable ? Optional.of(resources.graph(model)) : Optional.empty();
        } catch (RequestException e) {
            // Too little for a forward pass may be enough for advice.
            if (card.isEmpty() || card.get().narrowest().isEmpty()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static ModelFamily family(Optional<ModelCard> card, Optional<ModelGraph> graph, Task task) {
        Optional<KnownModel> known = card.flatMap(read -> KnownModel.of(read.modelType()));
        if (known.isPresent()) {
            return known.get().family();
        }
        List<Value> inputs = graph.map(model -> model.inputs(1, 2)).orElse(List.of());
        boolean images = inputs.stream()
                .anyMatch(input -> input.dtype() == DType.FLOAT && input.shape().rank() == 4);
        boolean tokens = inputs.stream().anyMatch(input -> input.name().equals("input_ids"));
        if (images || task == Task.IMAGE_CLASSIFICATION) {
            return tokens ? ModelFamily.CONTRASTIVE : ModelFamily.VISION;
        }
        return task == null || task == Task.CAUSAL_LM ? ModelFamily.DECODER : ModelFamily.ENCODER;
    }

    private static Task usualTask(ModelFamily family) {
        return switch (family) {
            case DECODER -> Task.CAUSAL_LM;
            case ENCODER -> Task.SEQUENCE_CLASSIFICATION;
            case VISION -> Task.IMAGE_CLASSIFICATION;
            case ENCODER_DECODER -> Task.SEQ2SEQ_LM;
            case CONTRASTIVE -> null;
        };
    }

    private static long parameters(Optional<ModelCard> card, Optional<ModelGraph> graph, String model) {
        if (graph.isPresent()) {
            return graph.get().parameters().values().stream()
                    .mapToLong(Shape::elements)
                    .sum();
        }
        return card.orElseThrow()
                .parameters()
                .orElseThrow(() -> new RequestException(model
                        + ": config.json gives no sizes (hidden_size and num_hidden_layers, or names that mean the same), so"
                        + " the model's parameters can't be counted."));
    }

    private static int largestRank(Optional<ModelCard> card, Optional<ModelGraph> graph) {
        long largest = graph.isPresent()
                ? graph.get().linearModules().stream()
                        .filter(module -> !module.head() && !module.isConvolution())
                        .mapToLong(module -> Math.min(module.inFeatures(), module.outFeatures()))
                        .min()
                        .orElse(Integer.MAX_VALUE)
                : card.orElseThrow().narrowest().orElse(Integer.MAX_VALUE);
        return (int) Math.min(largest, Integer.MAX_VALUE);
    }

    private static Optional<RankCost> cost(ModelGraph model, Task task, List<Integer> ranks) {
        if (task == null || model.linearModules().isEmpty()) {
            return Optional.empty();
        }
        int small = ranks.get(0);
        int large = ranks.get(ranks.size() - 1);
        int length = Math.min(TRIED_LENGTH, model.maxSequenceLength());
        return Optional.of(new RankCost(
                small,
                ParameterCount.trainable(adapter(small), model),
                bytes(model, task, small, length),
                large,
                ParameterCount.trainable(adapter(large), model),
                bytes(model, task, large, length),
                TRIED_BATCH + " x " + length));
    }

    private static long bytes(ModelGraph model, Task task, int rank, int length) {
        return MemoryEstimate.of(model, adapter(rank), StepSetting.plain(task, TRIED_BATCH, length))
                .total();
    }

    private static AdapterConfig adapter(int rank) {
        return AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.LORA)
                .r(rank)
                .targetModules(TargetSpec.pattern(TargetSpec.ALL_LINEAR))
                .build();
    }

    /** How much there is to learn from. */
    private record Size(OptionalLong examples, OptionalLong tokens, OptionalLong longest) {
        static final Size UNKNOWN = new Size(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    private static BatchSettings looked(BaseModel model, Task task) {
        return BatchSettings.of(model, task, 1, Math.min(model.maxSequenceLength(), LONGEST_LOOKED_AT), 1, 0, 0);
    }

    /** Counted with the model's tokenizer where it is at hand; else estimated from the first rows. */
    private Size size(Question question, Task task, Optional<ModelGraph> graph) {
        DataSpec data = question.data();
        boolean whole = graph.isPresent()
                && (SpecResources.isOnnx(resources.path(question.model()))
                        || Files.isDirectory(resources.path(question.model())));
        if (whole && task != null) {
            Datasets datasets = resources.datasets();
            try (BaseModel model = resources.open(question.model(), datasets.head(data, task));
                    Dataset opened = datasets.open(data, Preparation.of(model), looked(model, task))) {
                DataSummary summary = opened.summary();
                return new Size(
                        OptionalLong.of(summary.trainRows()),
                        OptionalLong.of(summary.trainTokens()),
                        OptionalLong.of(summary.longestTokens()));
            }
        } else if (data.train() == null) {
            return Size.UNKNOWN;
        }
        DataPreview preview = resources.datasets().preview(data.train());
        return new Size(
                OptionalLong.of(preview.rows()),
                preview.characters() == 0
                        ? OptionalLong.empty()
                        : OptionalLong.of(preview.characters() / CHARACTERS_PER_TOKEN),
                OptionalLong.empty());
    }
}
