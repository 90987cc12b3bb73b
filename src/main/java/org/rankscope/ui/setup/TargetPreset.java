package org.rankscope.ui.setup;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.rankscope.io.RequestException;
import org.rankscope.peft.AttentionModules;
import org.rankscope.peft.TargetSpec;

/** Which modules get an adapter: the usual choices, by the names that a model has for them, or a list of one's own. */
public enum TargetPreset {
    QUERY_VALUE,
    ATTENTION,
    ALL_LINEAR,
    CUSTOM;

    /** What most models call them, for as long as none is known. */
    static final AttentionModules USUAL =
            new AttentionModules(List.of("q_proj", "v_proj"), List.of("q_proj", "k_proj", "v_proj", "o_proj"));

    /** The preset that means {@code spec} in a model with such names, CUSTOM if none does. */
    static TargetPreset of(TargetSpec spec, AttentionModules names) {
        return Arrays.stream(values())
                .filter(preset -> preset.spec(names).filter(spec::equals).isPresent())
                .findFirst()
                .orElse(CUSTOM);
    }

    /** The modules of this preset in a model with such names; empty where it has none, and for CUSTOM, whose are typed. */
    Optional<TargetSpec> spec(AttentionModules names) {
        return switch (this) {
            case QUERY_VALUE -> listed(names.queryValue());
            case ATTENTION -> listed(names.all());
            case ALL_LINEAR -> Optional.of(TargetSpec.pattern(TargetSpec.ALL_LINEAR));
            case CUSTOM -> Optional.empty();
        };
    }

    /** The choices that make sense for a model with such names. */
    static List<TargetPreset> offered(AttentionModules names) {
        return Arrays.stream(values())
                .filter(preset -> preset == CUSTOM || preset.spec(names).isPresent())
                .toList();
    }

    private static Optional<TargetSpec> listed(List<String> names) {
        return names.isEmpty() ? Optional.empty() : Optional.of(TargetSpec.list(names));
    }

    /** Short, as it stands in the field. */
    String title(AttentionModules names) {
        return switch (this) {
            case QUERY_VALUE -> shortly(names.queryValue());
            case ATTENTION -> shortly(names.all());
            case ALL_LINEAR -> "all linear";
            case CUSTOM -> "custom …";
        };
    }

    /** With the modules' own names, as it stands in the list. */
    String description(AttentionModules names) {
        return switch (this) {
            case QUERY_VALUE -> "attention, queries and values: " + String.join(", ", names.queryValue());
            case ATTENTION -> "attention, all of it: " + String.join(", ", names.all());
            case ALL_LINEAR -> "all linear layers but the head";
            case CUSTOM -> "custom: names, or an expression";
        };
    }

    /** {@code q, k, v, o} for the usual names; the last part of others: {@code query, value}. */
    private static String shortly(List<String> names) {
        return String.join(
                ", ",
                names.stream()
                        .map(name -> name.matches("[qkvo](_proj|_lin)?") ? name.substring(0, 1) : last(name))
                        .toList());
    }

    private static String last(String name) {
        return name.endsWith(".dense") || name.matches("out_(proj|lin)|to_out")
                ? "output"
                : name.substring(name.lastIndexOf('.') + 1).replaceFirst("_proj$", "");
    }

    /** A list of one's own: names of modules, or {@code /regular expression/}. */
    static TargetSpec parse(String text) {
        if (text.length() > 2 && text.startsWith("/") && text.endsWith("/")) {
            return TargetSpec.pattern(text.substring(1, text.length() - 1));
        }
        List<String> names = Arrays.stream(text.split("[,;\\s]+"))
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        if (names.isEmpty()) {
            throw new RequestException(
                    "No target module is given; write names such as q_proj, up_proj, or /a regular expression/.");
        }
        return TargetSpec.list(names);
    }

    static String format(TargetSpec spec) {
        return spec.regex().isEmpty() ? String.join(", ", spec.suffixes()) : "/" + spec.regex() + "/";
    }
}
