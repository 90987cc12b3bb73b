package org.rankscope.peft;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Shape;
import org.rankscope.io.RequestException;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;

/** What of the model itself is trained beside an adapter: biases ({@code bias}) and whole modules ({@code modules_to_save}). */
final class SavedParameters {
    private SavedParameters() {}

    /** Names and shapes: the biases, then those of the modules. */
    static Map<String, Shape> shapes(AdapterConfig config, List<AdaptedModule> adapted, ModelGraph model) {
        Map<String, Shape> shapes = biases(config.bias(), adapted, model);
        model.parameters().forEach((name, shape) -> {
            if (isSaved(config, name)) {
                shapes.put(name, shape);
            }
        });
        return shapes;
    }

    /** Whether the parameter called {@code name} is of a module that is trained whole. */
    static boolean isSaved(AdapterConfig config, String name) {
        return config.savesModule(AdapterNames.module(name));
    }

    /**
     * Checks {@code modules_to_save}. PEFT's defaults name the heads of several architectures, so one entry that is there is
     * enough.
     *
     * @throws RequestException if no such module is there, or one has its weight in common with another
     */
    static void check(AdapterConfig config, ModelGraph model) {
        List<LinearModule> modules = model.adaptableModules();
        boolean found = modules.stream().anyMatch(module -> config.savesModule(module.name()))
                || model.parameters().keySet().stream().anyMatch(name -> isSaved(config, name));
        if (!config.modulesToSave().isEmpty() && !found) {
            throw new RequestException("modules_to_save: none of " + String.join(", ", config.modulesToSave())
                    + " is a module of the model; known here: "
                    + TargetNames.ofParameters(model).known() + ".");
        }
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

    /** All means those of norms as well (PEFT 0.21, {@code _mark_only_adapters_as_trainable}). */
    private static Map<String, Shape> biases(Bias bias, List<AdaptedModule> adapted, ModelGraph model) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        switch (bias) {
            case NONE -> {}
            case ALL ->
                model.parameters().forEach((name, shape) -> {
                    if (isBias(name)) {
                        shapes.put(name, shape);
                    }
                });
            case LORA_ONLY ->
                adapted.stream()
                        .map(AdaptedModule::module)
                        .filter(LinearModule::hasBias)
                        .forEach(module -> shapes.put(module.biasName(), Shape.of(module.outFeatures())));
        }
        return shapes;
    }

    /** Whether a parameter of the model is a bias. */
    static boolean isBias(String parameter) {
        return parameter.endsWith(".bias");
    }
}
