package org.rankscope.peft;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.rankscope.io.RequestException;

/** Fields of an {@code adapter_config.json} with their types checked; null and missing mean the default, as in PEFT. */
record PeftFields(JsonNode json, String source) {
    JsonNode node(String field) {
        return json.path(field);
    }

    String text(String field, String missing) {
        return isAbsent(node(field)) ? missing : node(field).asText();
    }

    boolean flag(String field) {
        if (isAbsent(node(field))) {
            return false;
        } else if (!node(field).isBoolean()) {
            throw wrong(field, "has the wrong type", "expected true or false");
        }
        return node(field).booleanValue();
    }

    int integer(String field, int missing) {
        return isAbsent(node(field)) ? missing : integer(field, node(field));
    }

    double number(String field, double missing) {
        return isAbsent(node(field)) ? missing : number(field, node(field));
    }

    /** A probability that something is dropped, 0 where it is left out. */
    double probability(String field) {
        double probability = number(field, 0);
        if (!(probability >= 0 && probability < 1)) {
            throw wrong(field, "is not a probability", "expected a number from 0 to below 1");
        }
        return probability;
    }

    /** A list of integers; a single one counts as a list of one. */
    List<Integer> integersOrOne(String field) {
        List<Integer> values = new ArrayList<>();
        if (node(field).isArray()) {
            node(field).forEach(value -> values.add(integer(field, value)));
        } else if (!isAbsent(node(field))) {
            values.add(integer(field, node(field)));
        }
        return values;
    }

    Map<String, Integer> integerMap(String field) {
        return map(field, this::integer);
    }

    /** A list of true and false for each name. */
    Map<String, List<Boolean>> flagLists(String field) {
        return map(field, (name, value) -> {
            List<Boolean> flags = new ArrayList<>();
            for (JsonNode flag : value.isArray() ? value : List.<JsonNode>of(value)) {
                if (!flag.isBoolean()) {
                    throw wrong(name, "has the wrong type", "expected a list of true and false for each layer");
                }
                flags.add(flag.booleanValue());
            }
            return flags;
        });
    }

    Map<String, Double> numberMap(String field) {
        return map(field, this::number);
    }

    /** A list of names or one expression. */
    TargetSpec targets(String field) {
        JsonNode value = node(field);
        if (isAbsent(value)) {
            return TargetSpec.usual();
        } else if (value.isTextual()) {
            return TargetSpec.pattern(value.asText());
        }
        if (!value.isArray()) {
            throw wrong(field, "has the wrong type", "expected a list of module names or one regular expression");
        }
        return TargetSpec.list(names(field));
    }

    /** A list of names; none where it is left out. */
    List<String> names(String field) {
        List<String> names = new ArrayList<>();
        if (isAbsent(node(field))) {
            return names;
        } else if (!node(field).isArray()) {
            throw wrong(field, "has the wrong type", "expected a list of module names");
        }
        for (JsonNode name : node(field)) {
            if (!name.isTextual()) {
                throw wrong(field, "has an entry that is not text", "expected a list of module names");
            }
            names.add(name.asText());
        }
        return names;
    }

    /** {@code file: field 'x' is ..., found ...; what to do}. */
    RequestException wrong(String field, String what, String wanted) {
        String found = node(field).isMissingNode() ? "" : " (found " + node(field) + ")";
        return new RequestException(source + ": field '" + field + "' " + what + found + "; " + wanted + ".");
    }

    private <V> Map<String, V> map(String field, BiFunction<String, JsonNode, V> read) {
        Map<String, V> values = new LinkedHashMap<>();
        if (!isAbsent(node(field)) && !node(field).isObject()) {
            throw wrong(field, "has the wrong type", "expected an object");
        }
        node(field).properties().forEach(entry -> values.put(entry.getKey(), read.apply(field, entry.getValue())));
        return values;
    }

    private int integer(String field, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(field, "has the wrong type", "expected a whole number");
        }
        return value.intValue();
    }

    private double number(String field, JsonNode value) {
        if (!value.isNumber()) {
            throw wrong(field, "has the wrong type", "expected a number");
        }
        return value.doubleValue();
    }

    /**
     * {@code bias}: which biases are trained.
     *
     * @param ofAdapted what the file calls those of the layers that are adapted
     */
    Bias bias(String ofAdapted) {
        String text = text("bias", Bias.NONE.json());
        List<Bias> known = List.of(Bias.values());
        return known.stream()
                .filter(bias -> word(bias, ofAdapted).equals(text))
                .findFirst()
                .orElseThrow(() -> wrong(
                        "bias",
                        "is unknown",
                        "expected "
                                + known.stream()
                                        .map(bias -> word(bias, ofAdapted))
                                        .collect(Collectors.joining(", "))));
    }

    /** {@code bias} as PEFT writes it. */
    Bias bias() {
        return bias(Bias.LORA_ONLY.json());
    }

    /** What the file says for {@code bias}. */
    static String word(Bias bias, String ofAdapted) {
        return bias == Bias.LORA_ONLY ? ofAdapted : bias.json();
    }

    /** Null, false, an empty list or an empty object: what PEFT writes for a feature that is not used. */
    static boolean isNeutral(JsonNode value) {
        return isAbsent(value)
                || value.isBoolean() && !value.booleanValue()
                || value.isContainerNode() && value.isEmpty();
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}
