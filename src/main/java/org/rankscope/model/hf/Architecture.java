package org.rankscope.model.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;

/** The architectures that are known: the one list that opening a model and every message about it goes by. */
public enum Architecture {
    LLAMA("llama", (config, head) -> new Llama(LlamaConfig.read(config)), Map.of(Task.CAUSAL_LM, "LlamaForCausalLM")),
    BERT("bert", Bert::read, classifiers("Bert")),
    ROBERTA("roberta", Roberta::read, classifiers("Roberta")),
    DISTILBERT("distilbert", DistilBert::read, classifiers("DistilBert"));

    /** Reads the sizes of an architecture with the head of a task that it has one for. */
    @FunctionalInterface
    interface Reader {
        Network read(ConfigFields config, HeadSpec head);
    }

    private final String modelType;
    private final Reader reader;
    private final Map<Task, String> classNames;

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
        JsonNode tree = StrictJson.readTree(configJson);
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
        return architecture.reader.read(new ConfigFields(configJson, tree), head);
    }

    /**
     * The task whose head the checkpoint beside {@code configJson} has; where it has none of these, the first in the order of
     * {@link Task} that the architecture is for.
     */
    static Task taskOf(Path configJson) {
        JsonNode tree = StrictJson.readTree(configJson);
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
