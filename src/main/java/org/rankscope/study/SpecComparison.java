package org.rankscope.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.rankscope.io.StrictJson;
import org.rankscope.train.TrialSpec;

/**
 * Finds what would make new cells of a study incomparable with those that it has. Ranks, learning rates, seeds and
 * the way of searching among them may change, and so may the place of a file whose content is the same.
 */
final class SpecComparison {
    /** What changes how a trial runs, and not what comes of it. */
    private static final List<String> WITHOUT_EFFECT = List.of("gradient_checkpointing");

    /** What says which cells there are, and nothing of how one is trained. */
    private static final List<String> SEARCHED = List.of(
            "ranks",
            "learning_rates",
            "seeds",
            "seed",
            "strategy",
            "methods",
            "capacities",
            "learning_rate",
            "first_learning_rate",
            "budget",
            "search_space",
            "pruning");

    private SpecComparison() {}

    /**
     * One clause a difference, such as {@code 'steps' is 200 there and 400 in the specification}.
     *
     * @param oldPrints fingerprints of the files of {@code before}, by field
     * @param newPrints likewise of {@code after}
     */
    static List<String> differences(
            StudySpec before, Map<String, String> oldPrints, StudySpec after, Map<String, String> newPrints) {
        Map<String, JsonNode> old = shared(before);
        Map<String, JsonNode> now = shared(after);
        Set<String> files = Fingerprint.paths(after).keySet();
        List<String> differences = new ArrayList<>();
        for (String field : union(old, now)) {
            if (files.contains(field) && oldPrints.containsKey(field)) {
                if (!oldPrints.get(field).equals(newPrints.get(field))) {
                    differences.add(
                            Objects.equals(old.get(field), now.get(field))
                                    ? "'" + field + "' (" + now.get(field).asText()
                                            + ") has changed since the study began"
                                    : clause(field, old, now));
                }
            } else if (!Objects.equals(old.get(field), now.get(field))) {
                differences.add(clause(field, old, now));
            }
        }
        return differences;
    }

    /** Likewise for one trial, where nothing may differ but the device and what has no effect on the result. */
    static List<String> differences(TrialSpec before, TrialSpec after) {
        Map<String, JsonNode> old = leaves(StrictJson.mapper().valueToTree(before));
        Map<String, JsonNode> now = leaves(StrictJson.mapper().valueToTree(after));
        return union(old, now).stream()
                .filter(field -> !field.equals("device") && !Objects.equals(old.get(field), now.get(field)))
                .map(field -> clause(field, old, now))
                .toList();
    }

    private static Set<String> union(Map<String, JsonNode> old, Map<String, JsonNode> now) {
        Set<String> fields = new TreeSet<>(old.keySet());
        fields.addAll(now.keySet());
        return fields;
    }

    private static String clause(String field, Map<String, JsonNode> old, Map<String, JsonNode> now) {
        return "'" + field + "' is " + old.get(field) + " there and " + now.get(field) + " in the specification";
    }

    /** What the cells of a study have in common. */
    private static Map<String, JsonNode> shared(StudySpec spec) {
        ObjectNode tree = StrictJson.mapper().valueToTree(spec);
        tree.remove(SEARCHED);
        tree.withObjectProperty("optimizer").remove("learning_rate");
        tree.withObjectProperty("adapter").remove(List.of("r", "lora_alpha"));
        return leaves(tree);
    }

    private static Map<String, JsonNode> leaves(ObjectNode tree) {
        Map<String, JsonNode> leaves = new TreeMap<>();
        tree.remove(WITHOUT_EFFECT);
        collect("", tree, leaves);
        return leaves;
    }

    private static void collect(String path, JsonNode node, Map<String, JsonNode> leaves) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties()
                    .forEach(field -> collect(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), leaves));
        } else {
            leaves.put(path, node);
        }
    }
}
