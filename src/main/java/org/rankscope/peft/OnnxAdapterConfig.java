package org.rankscope.peft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.io.RequestException;

/**
 * The configuration that the tensors of an {@code .onnx_adapter} file amount to, which has none: each layer has the rank of
 * its factors, and the scaling 1, since it is multiplied into the second.
 */
final class OnnxAdapterConfig {
    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    private OnnxAdapterConfig() {}

    static AdapterConfig of(AdapterTensors tensors) {
        Map<String, Integer> ranks = new LinkedHashMap<>();
        Set<String> saved = new LinkedHashSet<>();
        List<String> biased = new ArrayList<>();
        for (String name : tensors.names()) {
            FactorName factor = FactorName.of(name).orElse(null);
            if (factor != null && factor.first()) {
                ranks.put(factor.module(), (int) tensors.shape(name).dim(0));
            } else if (factor == null && name.endsWith(BIAS)) {
                biased.add(name.substring(0, name.length() - BIAS.length()));
            } else if (factor == null && name.endsWith(WEIGHT)) {
                saved.add(name.substring(0, name.length() - WEIGHT.length()));
            }
        }
        if (ranks.isEmpty()) {
            throw new RequestException(
                    tensors.file() + ": there is no lora_A in this file, expected the factors of a LoRA adapter.");
        }
        biased.removeAll(saved);
        int rank = ranks.values().stream().max(Integer::compare).orElseThrow();
        Map<String, Integer> otherRanks = new LinkedHashMap<>(ranks);
        otherRanks.values().removeIf(other -> other == rank);
        Map<String, Double> otherAlphas = new LinkedHashMap<>();
        otherRanks.forEach((module, other) -> otherAlphas.put(module, (double) other));
        return AdapterConfigBuilder.builder()
                .r(rank)
                .loraAlpha((double) rank)
                .targetModules(TargetSpec.list(List.copyOf(ranks.keySet())))
                .rankPattern(otherRanks)
                .alphaPattern(otherAlphas)
                .bias(bias(ranks.keySet(), biased))
                .modulesToSave(List.copyOf(saved))
                .build();
    }

    private static Bias bias(Set<String> targets, List<String> biased) {
        if (biased.isEmpty()) {
            return Bias.NONE;
        }
        return targets.containsAll(biased) ? Bias.LORA_ONLY : Bias.ALL;
    }
}
