package org.rankscope.peft;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.graph.Shape;
import org.rankscope.io.RequestException;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;

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

    /** @throws RequestException if a layer that is to be trained whole has no weight of its own */
    static void check(AdapterConfig config, ModelGraph model) {
        for (LinearModule module : model.adaptableModules()) {
            if (config.savesModule(module.name()) && !model.parameters().containsKey(module.weightName())) {
                throw new RequestException(
                        "modules_to_save: " + module.name() + " has no weight of its own in this model,"
                                + " it is tied to the embedding; leave it out, or adapt it by target_modules.");
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
