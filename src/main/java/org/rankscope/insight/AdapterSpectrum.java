package org.rankscope.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The singular values of what an adapter adds to each weight: how much of its rank it uses.
 *
 * @param modules in the order of the network
 */
public record AdapterSpectrum(List<Module> modules) {
    public AdapterSpectrum {
        modules = List.copyOf(modules);
    }

    /** Mean effective rank of the modules. */
    public double meanEffectiveRank() {
        return modules.stream().mapToDouble(Module::effectiveRank).average().orElse(0);
    }

    /** Mean of {@link Module#rank90} over the modules. */
    public double meanRank90() {
        return modules.stream().mapToInt(Module::rank90).average().orElse(0);
    }

    /**
     * One adapted module.
     *
     * @param module its full name
     * @param layer number of its block; -1 where it stands in none
     * @param kind the module's own name: {@code q_proj}
     * @param rank of the adapter here
     * @param singularValues of ΔW = scaling · B·A, descending, {@code rank} of them
     * @param effectiveRank exp of the entropy of the singular values, as shares of their sum (Roy &amp; Vetterli 2007);
     *     0 where ΔW is 0
     * @param rank90 fewest singular values that hold 90 % of the energy Σσ²
     */
    public record Module(
            String module,
            int layer,
            String kind,
            int rank,
            @JsonProperty("singular_values") List<Double> singularValues,
            @JsonProperty("effective_rank") double effectiveRank,
            @JsonProperty("rank_90") int rank90) {
        public Module {
            singularValues = List.copyOf(singularValues);
        }
    }
}
