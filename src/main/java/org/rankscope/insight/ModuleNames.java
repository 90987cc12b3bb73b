package org.rankscope.insight;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where modules stand, told from their full names: {@code model.layers.3.self_attn.q_proj} is {@code q_proj} of layer 3.
 * The layer is the first number between dots. The kind is as much of the name's end as tells it from other kinds: BERT's
 * {@code attention.output.dense} is no {@code intermediate.dense}.
 */
final class ModuleNames {
    private static final int NO_LAYER = -1;

    private final Map<String, String> kinds = new HashMap<>();

    ModuleNames(List<String> modules) {
        Set<String> places = new LinkedHashSet<>();
        modules.forEach(module -> places.add(place(module)));
        places.forEach(place -> kinds.put(place, shortest(place, places)));
    }

    /** -1 where the name has no number. */
    int layer(String module) {
        for (String part : module.split("\\.")) {
            if (part.matches("\\d{1,9}")) {
                return Integer.parseInt(part);
            }
        }
        return NO_LAYER;
    }

    String kind(String module) {
        return kinds.get(place(module));
    }

    /** The name without its layer's number. */
    private static String place(String module) {
        return module.replaceFirst("(^|\\.)\\d{1,9}\\.", "$1");
    }

    private static String shortest(String place, Set<String> places) {
        int start = place.lastIndexOf('.');
        while (start >= 0) {
            String end = place.substring(start);
            boolean shared = places.stream().anyMatch(other -> !other.equals(place) && ("." + other).endsWith(end));
            if (!shared) {
                return end.substring(1);
            }
            start = place.lastIndexOf('.', start - 1);
        }
        return place;
    }
}
