package org.rankscope.study;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rankscope.data.DataSpec;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.Task;

/** What a model and data are for, where nobody says so: the first task of such models that the data have columns for. */
public final class TaskGuess {
    private TaskGuess() {}

    /** Throws RequestException where the data fit none. */
    public static Task of(String model, DataSpec data, SpecResources resources) {
        List<Task> usual = usual(className(resources.path(model)));
        return usual.stream()
                .filter(task -> resources.datasets().fits(data, task))
                .findFirst()
                .orElseThrow(() -> new RequestException(data.train() + ": has no columns for "
                        + String.join(" or ", usual.stream().map(Task::json).toList())
                        + ", what such models are trained for; name the task as --task, and columns as --columns."));
    }

    /** The class that a model was saved from ({@code architectures}), or nothing where that is not said. */
    private static String className(Path model) {
        Path config = Files.isDirectory(model) ? model.resolve("config.json") : model.resolveSibling("config.json");
        if (!Files.isRegularFile(config)) {
            return "";
        }
        JsonNode classes = StrictJson.readTree(config).path("architectures");
        return classes.isArray() && !classes.isEmpty() ? classes.get(0).asText() : "";
    }

    private static List<Task> usual(String className) {
        if (className.endsWith("ForTokenClassification")) {
            return List.of(Task.TOKEN_CLASSIFICATION);
        } else if (className.endsWith("ForSequenceClassification")) {
            return List.of(Task.SEQUENCE_CLASSIFICATION);
        } else if (className.endsWith("ForConditionalGeneration")) {
            return List.of(Task.SEQ2SEQ_LM);
        } else if (className.startsWith("CLIP")) {
            return List.of(Task.CONTRASTIVE);
        } else if (className.startsWith("ViT") || className.startsWith("DeiT")) {
            return List.of(Task.SEGMENTATION, Task.IMAGE_CLASSIFICATION, Task.DENOISING);
        } else if (className.endsWith("ForMaskedLM") || className.matches("(Bert|Roberta|DistilBert|Deberta).*")) {
            return List.of(Task.TOKEN_CLASSIFICATION, Task.SEQUENCE_CLASSIFICATION);
        }
        return List.of(Task.CAUSAL_LM);
    }
}
