package org.rankscope.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.rankscope.train.TrialSpec;

/**
 * What sets the cells of one rank apart beside learning rate and seed, in words: "alpha 16, dropout 0.1". What no rank has
 * two of (an alpha that follows the rank) is left out, so that a plain grid has no settings.
 */
final class CellSettings {
    private static final Map<String, Function<TrialSpec, Object>> PARTS = parts();

    private final List<String> searched;

    private CellSettings(List<String> searched) {
        this.searched = searched;
    }

    private static Map<String, Function<TrialSpec, Object>> parts() {
        Map<String, Function<TrialSpec, Object>> parts = new LinkedHashMap<>();
        parts.put("alpha", spec -> spec.adapter().loraAlpha());
        parts.put("dropout", spec -> spec.adapter().loraDropout());
        parts.put("targets", spec -> spec.adapter().targetModules());
        return parts;
    }

    /** What {@code trials} were searched over. */
    static CellSettings of(List<Trial> trials) {
        List<String> searched = new ArrayList<>();
        PARTS.forEach((name, part) -> {
            Map<Object, Set<Object>> byRank = new HashMap<>();
            for (Trial trial : trials) {
                byRank.computeIfAbsent(List.of(trial.spec().adapter().method(), trial.rank()), rank -> new HashSet<>())
                        .add(part.apply(trial.spec()));
            }
            if (byRank.values().stream().anyMatch(values -> values.size() > 1)) {
                searched.add(name);
            }
        });
        return new CellSettings(searched);
    }

    /** The setting of {@code trial}; empty where all cells of a rank share theirs. */
    String words(Trial trial) {
        List<String> words = new ArrayList<>();
        for (String name : searched) {
            words.add(name + " " + text(PARTS.get(name).apply(trial.spec())));
        }
        return String.join(", ", words);
    }

    private static String text(Object value) {
        return value instanceof Double number && number == Math.rint(number)
                ? String.valueOf(number.longValue())
                : String.valueOf(value);
    }
}
