package org.rankscope.model.hf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.rankscope.io.StrictJson;
import org.rankscope.model.Task;

/** The {@code config.json} of a copied model: that of the original, with the head that the copy has. */
record CopiedConfig(Path original, ObjectNode config) {
    static CopiedConfig read(Path configJson) {
        return new CopiedConfig(configJson, (ObjectNode) StrictJson.readTree(configJson));
    }

    /**
     * Names the class of the model with the head for {@code task}, and its classes.
     *
     * @param labels empty where none are predicted, or a number
     */
    void head(Task task, List<String> labels, int outputs) {
        String className = Architecture.of(config, original).classNames().get(task);
        if (!Architecture.className(config).equals(className)) {
            ArrayNode classes = config.putArray("architectures");
            classes.add(className);
        }
        boolean number = task == Task.SEQUENCE_CLASSIFICATION && outputs == 1;
        List<String> names = number ? List.of("LABEL_0") : labels;
        if (names.isEmpty()) {
            return;
        }
        ObjectNode byNumber = config.putObject("id2label");
        ObjectNode numbers = config.putObject("label2id");
        for (int i = 0; i < names.size(); i++) {
            byNumber.put(String.valueOf(i), names.get(i));
            numbers.put(names.get(i), i);
        }
        if (config.has("num_labels")) {
            config.put("num_labels", names.size());
        }
        if (number) {
            config.put("problem_type", "regression");
        } else if (config.path("problem_type").asText().equals("regression")) {
            config.putNull("problem_type");
        }
    }

    void write(Path target) throws IOException {
        StrictJson.write(target, config);
    }
}
