package org.rankscope.insight;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rankscope.peft.AdapterConfig.Knob;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.MethodFacts;

/** What methods are called in sentences: as their authors write them; those of other programs as their table does. */
public final class MethodNames {
    private MethodNames() {}

    static Optional<Method> known(String name) {
        return Arrays.stream(Method.values())
                .filter(method -> method.json().equals(name))
                .findFirst();
    }

    /** At the beginning of a sentence: "Full fine-tuning". */
    public static String title(String name) {
        return known(name).map(method -> MethodFacts.of(method).title()).orElse(name.isEmpty() ? "(no method)" : name);
    }

    /** Within one: "full fine-tuning", but "BitFit". */
    static String within(String name) {
        String title = title(name);
        boolean word = title.chars().skip(1).noneMatch(Character::isUpperCase);
        return known(name).isPresent() && word ? Character.toLowerCase(title.charAt(0)) + title.substring(1) : title;
    }

    /** "LoRA, DoRA and full fine-tuning". */
    static String list(List<String> names) {
        return PlainNumbers.joined(names.stream().map(MethodNames::within).toList());
    }

    /**
     * The methods of {@code concerned}, and which of their capacities where not all are meant: "LoRA (r = 1 and 2) and
     * DoRA". Where {@code all} are of one method, "r = 1 and 2".
     */
    static String list(List<RankSummary> concerned, List<RankSummary> all) {
        if (byMethod(all).size() == 1) {
            return PlainNumbers.ranks(concerned);
        }
        Map<String, List<RankSummary>> whole = byMethod(all);
        return PlainNumbers.joined(byMethod(concerned).entrySet().stream()
                .map(entry -> within(entry.getKey())
                        + (entry.getValue().size() == whole.get(entry.getKey()).size()
                                ? ""
                                : " (" + capacities(entry.getKey(), entry.getValue()) + ")"))
                .toList());
    }

    private static Map<String, List<RankSummary>> byMethod(List<RankSummary> points) {
        return points.stream()
                .collect(Collectors.groupingBy(RankSummary::method, LinkedHashMap::new, Collectors.toList()));
    }

    private static String capacities(String method, List<RankSummary> points) {
        String numbers = PlainNumbers.joined(
                points.stream().map(point -> String.valueOf(point.rank())).toList());
        return switch (known(method).map(Method::knob).orElse(Knob.RANK)) {
            case RANK, NONE -> "r = " + numbers;
            case BOTTLENECK -> "bottleneck " + numbers;
            case VIRTUAL_TOKENS -> numbers + " virtual tokens";
        };
    }
}
