package org.rankscope.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.rankscope.data.Task;
import org.rankscope.io.StrictJson;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.PeftConfigJson;

/**
 * A specification as it was written, before it becomes a record: what the format knows and this version doesn't do is
 * refused in words here, since the records have no place for it.
 */
final class SpecTree {
    private static final Set<String> OTHER_TASKS = Set.of("segmentation", "contrastive", "seq2seq-lm", "denoising");
    private static final Set<String> OTHER_METHODS =
            Set.of("dora", "adalora", "qlora", "ia3", "prefix_tuning", "prompt_tuning", "bottleneck");

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
        if (OTHER_TASKS.contains(text(root, "task"))) {
            problems.unavailable("task", text(root, "task"), names(Task.values()));
        }
        JsonNode adapter = root.path("adapter");
        if (OTHER_METHODS.contains(text(adapter, "method"))) {
            problems.unavailable("adapter.method", text(adapter, "method"), names(AdapterConfig.Method.values()));
        }
        if (adapter.path("use_dora").asBoolean()) {
            problems.unavailable("adapter.use_dora", true, "false");
        }
        only(root, "precision", "precision", "fp32");
        only(root.path("optimizer"), "optimizer.name", "name", "adamw");
    }

    /** Checks a study's own fields and takes out those that say no more than what this version does anyway. */
    void checkStudy() {
        only(root, "strategy", "strategy", "grid");
        root.remove("strategy");
        if (root.hasNonNull("methods")) {
            problems.unavailable("methods", root.get("methods"), "one method as 'adapter.method'");
        }
        root.remove("methods");
        if (root.hasNonNull("budget")) {
            problems.unavailable("budget", root.get("budget"), "no such field");
        }
        root.remove("budget");
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

    /** An alpha that the adapter states holds for every rank, unless the study has a policy for it. */
    private void keepAlpha() {
        JsonNode stated = root.path("adapter").path("lora_alpha");
        if (stated.isNumber() && !root.hasNonNull("alpha")) {
            root.putObject("alpha").put("policy", "fixed").set("value", stated);
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

    private static String text(JsonNode node, String field) {
        return node.path(field).asText("");
    }

    private static String names(Enum<?>[] values) {
        return (values.length == 1 ? "" : "one of ")
                + Arrays.stream(values)
                        .map(value -> "'" + StrictJson.mapper().convertValue(value, String.class) + "'")
                        .collect(Collectors.joining(", "));
    }
}
