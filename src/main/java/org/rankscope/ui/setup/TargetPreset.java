package org.rankscope.ui.setup;

import java.util.Arrays;
import java.util.List;
import org.rankscope.io.RequestException;
import org.rankscope.peft.TargetSpec;

/** Which modules get an adapter: the usual choices, or a list of one's own. */
public enum TargetPreset {
    QUERY_VALUE("q, v", TargetSpec.list(List.of("q_proj", "v_proj"))),
    ATTENTION("q, k, v, o", TargetSpec.list(List.of("q_proj", "k_proj", "v_proj", "o_proj"))),
    ALL_LINEAR("all linear", TargetSpec.pattern(TargetSpec.ALL_LINEAR)),
    CUSTOM("custom …", null);

    private final String title;
    private final TargetSpec spec;

    TargetPreset(String title, TargetSpec spec) {
        this.title = title;
        this.spec = spec;
    }

    /** The preset of {@code spec}, CUSTOM if it is none. */
    static TargetPreset of(TargetSpec spec) {
        if (spec.isDefault()) {
            return QUERY_VALUE;
        }
        return Arrays.stream(values())
                .filter(preset -> spec.equals(preset.spec))
                .findFirst()
                .orElse(CUSTOM);
    }

    /** The modules of this preset; null for CUSTOM, whose modules are typed. */
    TargetSpec spec() {
        return spec;
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

    @Override
    public String toString() {
        return title;
    }
}
