package org.rankscope.peft;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.graph.Shape;
import org.rankscope.io.RequestException;
import org.rankscope.model.LinearModule;

/** What of the model itself is trained beside an adapter: biases ({@code bias}) and whole layers ({@code modules_to_save}). */
final class SavedParameters {
    private SavedParameters() {}

    /** Names and shapes: the biases, then the layers. */
    static Map<String, Shape> shapes(AdapterConfig config, List<AdaptedModule> adapted, List<LinearModule> modules) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        trainedBiases(config.bias(), adapted, modules)
                .forEach(module -> shapes.put(module.biasName(), Shape.of(module.outFeatures())));
        for (LinearModule module : modules) {
            if (config.savesModule(module.name())) {
                shapes.put(module.weightName(), module.weightShape());
                if (module.hasBias()) {
                    shapes.put(module.biasName(), Shape.of(module.outFeatures()));
                }
            }
        }
        return shapes;
    }

    /** Refuses {@code bias}, for methods whose files have no place for biases of the model. */
    static void refuseBiases(AdapterConfig config) {
        if (config.bias() != AdapterConfig.Bias.NONE) {
            throw new RequestException("bias: " + config.method().json() + " trains no biases of the model, found '"
                    + config.bias().json() + "'; leave it out, or choose lora.");
        }
    }

    /** @throws RequestException if a layer that is to be trained whole has its weight in common with another */
    static void check(AdapterConfig config, List<LinearModule> modules) {
        for (LinearModule module : modules) {
            if (config.savesModule(module.name())) {
                SharedWeights.other(module, modules).ifPresent(other -> {
                    throw new RequestException("modules_to_save: " + module.name() + " has its weight in common with "
                            + other.name() + ", which would be trained with it; leave it out, or adapt it by"
                            + " target_modules.");
                });
            }
        }
    }

    /** The layers whose bias is trained, in the model's order. */
    private static List<LinearModule> trainedBiases(
            AdapterConfig.Bias bias, List<AdaptedModule> adapted, List<LinearModule> modules) {
        Set<String> targets = new HashSet<>();
        adapted.forEach(target -> targets.add(target.module().name()));
        return modules.stream()
                .filter(LinearModule::hasBias)
                .filter(module -> switch (bias) {
                    case NONE -> false;
                    case ALL -> true;
                    case LORA_ONLY -> targets.contains(module.name());
                })
                .toList();
    }
}
