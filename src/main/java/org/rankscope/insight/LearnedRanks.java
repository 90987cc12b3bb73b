package org.rankscope.insight;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.io.StrictJson;

/**
 * How a method that allocates ranks by itself has spread them: AdaLoRA, Zhang et al. 2023, arXiv 2303.10512, algorithm 1.
 *
 * @param modules in the order of the network
 */
public record LearnedRanks(List<Module> modules) {
    /**
     * One adapted module.
     *
     * @param name its full name
     * @param layer number of its block; -1 where it stands in none
     * @param kind the module's own name: {@code q_proj}
     * @param rank what is left of it; may be 0
     */
    public record Module(String name, int layer, String kind, int rank) {}

    public LearnedRanks {
        modules = List.copyOf(modules);
    }

    /** @param kept rank that is left, by the module's full name */
    public static LearnedRanks of(Map<String, Integer> kept) {
        ModuleNames names = new ModuleNames(List.copyOf(kept.keySet()));
        List<Module> modules = new ArrayList<>();
        kept.forEach((name, rank) -> modules.add(new Module(name, names.layer(name), names.kind(name), rank)));
        return new LearnedRanks(modules);
    }

    public double mean() {
        return modules.stream().mapToInt(Module::rank).average().orElse(0);
    }

    /** Whether nothing is left of a module: PEFT's {@code rank_pattern} has no word for that. */
    public boolean hasEmptyModules() {
        return modules.stream().anyMatch(module -> module.rank() == 0);
    }

    /**
     * The same ranks for a LoRA adapter, as a JSON object: what stands behind {@code rank_pattern} in
     * {@code adapter_config.json}. A module of which nothing is left has rank 1, the least that there is.
     */
    public String rankPattern() {
        Map<String, Integer> pattern = new LinkedHashMap<>();
        modules.forEach(module -> pattern.put(module.name(), Math.max(1, module.rank())));
        return StrictJson.toText(pattern).strip();
    }
}
