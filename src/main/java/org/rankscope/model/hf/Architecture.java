package org.rankscope.model.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.rankscope.io.RequestException;

/** The architectures that are known: the one list that opening a model and every message about it goes by. */
public enum Architecture {
    LLAMA("llama", "LlamaForCausalLM");

    private final String modelType;
    private final String className;

    Architecture(String modelType, String className) {
        this.modelType = modelType;
        this.className = className;
    }

    /** {@code model_type} in config.json. */
    public String modelType() {
        return modelType;
    }

    /** The entry of {@code architectures} in config.json. */
    public String className() {
        return className;
    }

    /** The architecture that {@code config} names; throws RequestException where it is none of these. */
    static Architecture of(JsonNode config, Path file) {
        String type = config.path("model_type").asText("");
        String className = config.path("architectures").path(0).asText("");
        return Arrays.stream(values())
                .filter(known -> known.modelType.equals(type) || type.isEmpty())
                .filter(known -> known.className.equals(className) || className.isEmpty() && !type.isEmpty())
                .findFirst()
                .orElseThrow(() -> new RequestException(file + ": unknown architecture: "
                        + (type.isEmpty() && className.isEmpty()
                                ? "neither 'model_type' nor 'architectures' is given"
                                : "model_type '" + type + "', architectures '" + className + "'")
                        + ". Known: " + known() + "."));
    }

    private static String known() {
        return Arrays.stream(values())
                .map(known -> known.modelType + " (" + known.className + ")")
                .collect(Collectors.joining(", "));
    }
}
