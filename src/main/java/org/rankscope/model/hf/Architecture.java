package org.rankscope.model.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;

/** The architectures that are known: the one list that opening a model and every message about it goes by. */
public enum Architecture {
    LLAMA("llama", "Llama", Llama::read),
    MISTRAL("mistral", "Mistral", Mistral::read),
    QWEN2("qwen2", "Qwen2", Qwen2::read),
    QWEN3("qwen3", "Qwen3", Qwen3::read),
    GEMMA("gemma", "Gemma", Gemma::read),
    GEMMA2("gemma2", "Gemma2", Gemma2::read),
    PHI3("phi3", "Phi3", Phi3::read),
    GPT2("gpt2", Gpt2::read, "GPT2LMHeadModel", "GPT2ForSequenceClassification"),
    GPT_NEOX("gpt_neox", "GPTNeoX", GptNeoX::read),
    OPT("opt", "OPT", Opt::read),
    FALCON("falcon", "Falcon", Falcon::read),
    BLOOM("bloom", "Bloom", Bloom::read),
    BERT("bert", Bert::read, classifiers("Bert")),
    ROBERTA("roberta", Roberta::read, classifiers("Roberta")),
    DISTILBERT("distilbert", DistilBert::read, classifiers("DistilBert")),
    DEBERTA_V2("deberta-v2", DebertaV2::read, classifiers("DebertaV2")),
    T5("t5", (config, head) -> new T5(T5Config.read(config)), Map.of(Task.SEQ2SEQ_LM, "T5ForConditionalGeneration")),
    VIT(
            "vit",
            ViT::read,
            Map.of(
                    Task.IMAGE_CLASSIFICATION,
                    "ViTForImageClassification",
                    Task.SEGMENTATION,
                    "ViTForSemanticSegmentation")),
    DEIT(
            "deit",
            DeiT::read,
            Map.of(
                    Task.IMAGE_CLASSIFICATION,
                    "DeiTForImageClassification",
                    Task.SEGMENTATION,
                    "DeiTForSemanticSegmentation")),
    CLIP("clip", (config, head) -> Clip.read(config), Map.of(Task.CONTRASTIVE, "CLIPModel")),
    DIT("rankscope-dit", (config, head) -> new Dit(DitConfig.read(config)), Map.of(Task.DENOISING, "Dit"));

    /** Reads the sizes of an architecture with the head of a task that it has one for. */
    @FunctionalInterface
    interface Reader {
        Network read(ConfigFields config, HeadSpec head);
    }

    private final String modelType;
    private final Reader reader;
    private final Map<Task, String> classNames;

    /** A decoder with the names of classes that most have. */
    Architecture(String modelType, String className, Function<ConfigFields, Decoder> decoder) {
        this(modelType, decoder, className + "ForCausalLM", className + "ForSequenceClassification");
    }

    Architecture(String modelType, Function<ConfigFields, Decoder> decoder, String language, String classes) {
        this(
                modelType,
                (config, head) -> DecoderNetwork.of(decoder.apply(config), config, head),
                Map.of(Task.CAUSAL_LM, language, Task.SEQUENCE_CLASSIFICATION, classes));
    }

    Architecture(String modelType, Reader reader, Map<Task, String> classNames) {
        this.modelType = modelType;
        this.reader = reader;
        this.classNames = classNames;
    }

    private static Map<Task, String> classifiers(String name) {
        return Map.of(
                Task.SEQUENCE_CLASSIFICATION,
                name + "ForSequenceClassification",
                Task.TOKEN_CLASSIFICATION,
                name + "ForTokenClassification");
    }

    /** {@code model_type} in config.json. */
    public String modelType() {
        return modelType;
    }

    /** The entries of {@code architectures} in config.json, by the task that each is for. */
    public Map<Task, String> classNames() {
        return classNames;
    }

    /** The network that {@code configJson} describes, with the head for a task; throws RequestException where it has none. */
    static Network read(Path configJson, HeadSpec head) {
        JsonNode tree = config(configJson);
        Architecture architecture = of(tree, configJson);
        if (tree.hasNonNull("quantization_config")) {
            throw new RequestException(configJson
                    + ": the model is stored quantised (field 'quantization_config'), expected"
                    + " float32, float16 or bfloat16 weights; use the original checkpoint.");
        } else if (!architecture.classNames.containsKey(head.task())) {
            throw new RequestException(configJson + ": a model of the type '" + architecture.modelType
                    + "' has no head for the task '" + head.task().json() + "', expected "
                    + architecture.classNames.keySet().stream()
                            .map(Task::json)
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + "; choose another task or model.");
        }
        return architecture.reader.read(
                new ConfigFields(configJson, tree),
                head.withLabels(StoredHead.read(configJson, head).labels()));
    }

    /**
     * The task whose head the checkpoint beside {@code configJson} has; where it has none of these, the first in the order of
     * {@link Task} that the architecture is for.
     */
    static Task taskOf(Path configJson) {
        JsonNode tree = config(configJson);
        Map<Task, String> known = of(tree, configJson).classNames;
        String stored = className(tree);
        return Arrays.stream(Task.values())
                .filter(task -> stored.equals(known.get(task)))
                .findFirst()
                .orElseGet(() -> Arrays.stream(Task.values())
                        .filter(known::containsKey)
                        .findFirst()
                        .orElseThrow());
    }

    /** The tasks that the architecture in {@code configJson} has heads for, that of {@link #taskOf} first. */
    public static List<Task> tasks(Path configJson) {
        Task own = taskOf(configJson);
        Set<Task> known = of(config(configJson), configJson).classNames.keySet();
        return Stream.concat(
                        Stream.of(own),
                        Arrays.stream(Task.values()).filter(task -> task != own && known.contains(task)))
                .toList();
    }

    /** The folder that a person chose may be any. */
    private static JsonNode config(Path configJson) {
        if (Files.notExists(configJson)) {
            throw new RequestException(
                    configJson
                            + ": no such file; expected a Hugging Face model with config.json, model.safetensors and tokenizer.json.");
        }
        return StrictJson.readTree(configJson);
    }

    /** The class of the model in the checkpoint; empty text where it isn't said. */
    static String className(JsonNode config) {
        return config.path("architectures").path(0).asText("");
    }

    /** The architecture that {@code config} names; throws RequestException where it is none of these. */
    static Architecture of(JsonNode config, Path file) {
        String type = config.path("model_type").asText("");
        String className = className(config);
        return Arrays.stream(values())
                .filter(known ->
                        type.isEmpty() ? known.classNames.containsValue(className) : known.modelType.equals(type))
                .findFirst()
                .orElseThrow(() -> new RequestException(file + ": unknown architecture: "
                        + (type.isEmpty() && className.isEmpty()
                                ? "neither 'model_type' nor 'architectures' is given"
                                : "model_type '" + type + "', architectures '" + className + "'")
                        + ". Known: "
                        + Arrays.stream(values()).map(Architecture::modelType).collect(Collectors.joining(", "))
                        + "."));
    }
}
