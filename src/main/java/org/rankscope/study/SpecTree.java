package org.rankscope.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.rankscope.io.StrictJson;
import org.rankscope.peft.PeftConfigJson;

/**
 * A specification as it was written, before it becomes a record: what the format knows and this version doesn't do is
 * refused in words here, since the records have no place for it.
 */
final class SpecTree {
    private static final String LEARNING_RATE = "learning_rate";
    private static final String FIRST = "first_learning_rate";
    private static final String TUNE = "tune";
    private static final String PEFT_CONFIG = "adapter_config.json";

    private final ObjectNode root;
    private final SpecProblems problems;
    private final SpecPaths paths;
    private final Path file;

    SpecTree(ObjectNode root, SpecProblems problems, Path file) {
        this.root = root;
        this.problems = problems;
        this.paths = new SpecPaths(file);
        this.file = file;
    }

    /** Checks what a trial and a study have in common. */
    void checkShared() {
        refuseNullElements("", root);
        replacePeftConfig();
        refuseTargetRank();
        only(root.path("optimizer"), "optimizer.name", "name", "adamw");
    }

    /** Checks a study's own fields and brings what can be said in several ways into one. */
    void checkStudy() {
        keepLearningRate();
        if (root.hasNonNull("dump_gradients_at_step")) {
            problems.wrong(
                    "dump_gradients_at_step",
                    root.get("dump_gradients_at_step"),
                    "no such field in a study; it belongs into the specification of one trial");
        }
        root.remove("dump_gradients_at_step");
        keepAlpha();
    }

    /** PEFT's {@code adapter_config.json}, or the folder that it lies in, may stand in place of the adapter. */
    private void replacePeftConfig() {
        JsonNode adapter = root.path("adapter");
        if (adapter.isTextual()) {
            Path named = Path.of(paths.resolve(adapter.asText()));
            Path config = Files.isDirectory(named) ? named.resolve(PEFT_CONFIG) : named;
            root.set(
                    "adapter",
                    StrictJson.mapper()
                            .valueToTree(PeftConfigJson.parse(StrictJson.readTree(config), config.toString())));
        } else if (adapter.has("peft_type")) {
            root.set(
                    "adapter",
                    StrictJson.mapper().valueToTree(PeftConfigJson.parse(adapter, file + ": field 'adapter'")));
        }
    }

    /** PEFT's name for what AdaLoRA leaves, where its {@code r} is read by nothing. */
    private void refuseTargetRank() {
        if (root.path("adapter").has("target_r")) {
            problems.wrong(
                    "adapter.target_r",
                    root.path("adapter").get("target_r"),
                    "'r', which is here the rank that AdaLoRA leaves on average, or in a study 'ranks'");
        }
    }

    /** An alpha that the adapter states holds for every rank, unless the study has a policy for it. */
    private void keepAlpha() {
        JsonNode stated = root.path("adapter").path("lora_alpha");
        if (stated.isNumber() && !root.hasNonNull("alpha")) {
            root.putObject("alpha").put("policy", "fixed").set("value", stated);
        }
    }

    /**
     * {@code "learning_rate"} may be a number or {@value #TUNE}, at the top or in {@code optimizer}; a number beside
     * {@value #TUNE} is where the search begins.
     */
    private void keepLearningRate() {
        JsonNode top = root.path(LEARNING_RATE);
        JsonNode own = root.path("optimizer").path(LEARNING_RATE);
        boolean tuned = top.asText("").equals(TUNE) || own.asText("").equals(TUNE);
        if (top.isNumber() && own.isNumber() && !top.equals(own)) {
            problems.wrong(LEARNING_RATE, top, "one learning rate; 'optimizer.learning_rate' is " + own);
        } else if (top.isNumber() && root.has("learning_rates")) {
            problems.wrong(LEARNING_RATE, top, "either 'learning_rate' or 'learning_rates', not both");
        } else if (top.isTextual() && !tuned && !top.asText().equals("given")) {
            problems.wrong(LEARNING_RATE, top.asText(), "a number or '" + TUNE + "'");
        }
        if (tuned && root.has("learning_rates")) {
            problems.wrong(
                    "learning_rates",
                    root.get("learning_rates"),
                    "no such field beside '" + LEARNING_RATE + "': '" + TUNE + "', which searches them");
        }
        JsonNode number = top.isNumber() ? top : own;
        if (top.isNumber()) {
            root.remove(LEARNING_RATE);
        }
        if (own.isTextual() && tuned) {
            root.withObjectProperty("optimizer").remove(LEARNING_RATE);
        }
        if (tuned) {
            root.put(LEARNING_RATE, TUNE);
        }
        if (number.isNumber()) {
            root.withObjectProperty("optimizer").set(LEARNING_RATE, number);
            if (tuned && !root.hasNonNull(FIRST)) {
                root.set(FIRST, number);
            }
        }
    }

    private void only(JsonNode node, String path, String field, String available) {
        JsonNode value = node.path(field);
        if (!value.isMissingNode() && !value.isNull() && !available.equals(value.asText())) {
            problems.unavailable(path, value.isTextual() ? value.asText() : value, "'" + available + "'");
        }
    }

    private void refuseNullElements(String path, JsonNode node) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                if (node.get(i).isNull()) {
                    problems.wrong(path + "[" + i + "]", null, "a value");
                }
            }
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            refuseNullElements(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue());
        }
    }
}
