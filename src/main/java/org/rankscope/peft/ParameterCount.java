package org.rankscope.peft;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rankscope.graph.Shape;
import org.rankscope.model.LinearModule;

/**
 * Exact counts of trained numbers. An adapted layer has rank · (in + out); biases come on top where the configuration
 * trains them.
 */
public final class ParameterCount {
    private ParameterCount() {}

    /** Numbers in all updates: Σ rank · (in + out). */
    public static long ofAdapters(List<AdaptedModule> adapted) {
        return adapted.stream().mapToLong(AdaptedModule::parameters).reduce(0, Math::addExact);
    }

    /** Numbers in the biases that {@code bias} trains: of all layers, of the adapted ones, or none. */
    public static long ofBiases(AdapterConfig.Bias bias, List<AdaptedModule> adapted, List<LinearModule> modules) {
        return trainedBiases(bias, adapted, modules).stream()
                .mapToLong(LinearModule::outFeatures)
                .sum();
    }

    /**
     * Everything that {@code config} trains on a model with {@code modules}. For methods that train the model's own
     * parameters only those of its linear layers are known here: {@code bitfit} counts their biases and the layers that are
     * trained whole, {@code full} is refused.
     */
    public static long trainable(AdapterConfig config, List<LinearModule> modules) {
        return switch (config.method()) {
            case FULL ->
                throw new IllegalArgumentException("Full fine-tuning trains every parameter: count the model's own.");
            case BITFIT ->
                ofBiases(AdapterConfig.Bias.ALL, List.of(), modules)
                        + modules.stream()
                                .filter(module -> config.savesModule(module.name()))
                                .mapToLong(module -> module.weightShape().elements())
                                .sum();
            case LORA, RSLORA -> {
                yield TrainableShapes.of(config, TargetModules.match(config, modules), modules).values().stream()
                        .mapToLong(Shape::elements)
                        .reduce(0, Math::addExact);
            }
        };
    }

    /** The layers whose bias is trained, in the model's order. */
    public static List<LinearModule> trainedBiases(
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
