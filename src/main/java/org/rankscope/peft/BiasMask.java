package org.rankscope.peft;

import java.util.LinkedHashSet;
import java.util.Set;
import org.rankscope.io.RequestException;
import org.rankscope.model.ModelGraph;

/**
 * Which biases BitFit trains: every one of the model (Ben Zaken et al. 2021, arXiv 2106.10199, section 3), or those of the
 * modules that {@code target_modules} means (section 4, "Fewer bias parameters"); {@code layers_to_transform} keeps
 * those of some blocks. Unlike what other methods adapt such a module may be a norm.
 */
final class BiasMask {
    private BiasMask() {}

    /**
     * Names of the biases that {@code config} means.
     *
     * @throws RequestException if these are none, saying why
     */
    static Set<String> of(AdapterConfig config, ModelGraph model) {
        if (model.parameters().keySet().stream().noneMatch(SavedParameters::isBias)) {
            throw new RequestException(
                    "adapter.method: BitFit trains the biases of a model, and this one has none; choose lora.");
        }
        TargetNames names = TargetNames.ofBiases(model);
        TargetSpec spec = config.targetModules();
        Set<String> meant =
                spec.isDefault() ? names.in(config.layersToTransform()) : names.meant(spec, config.layersToTransform());
        if (meant.isEmpty()) {
            throw new RequestException("target_modules: '" + spec.toJson()
                    + "' means no module with a bias; known here: " + names.known() + ".");
        }
        Set<String> biases = new LinkedHashSet<>(model.parameters().keySet());
        biases.removeIf(name -> !SavedParameters.isBias(name) || !meant.contains(AdapterNames.module(name)));
        return biases;
    }
}
