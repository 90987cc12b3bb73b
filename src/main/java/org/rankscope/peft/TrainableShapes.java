package org.rankscope.peft;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Shape;
import org.rankscope.model.LinearModule;

/** The trained tensors of a LoRA adapter under this program's names, with their shapes. */
public final class TrainableShapes {
    private TrainableShapes() {}

    /** {@code loraA} and {@code loraB} of each adapted layer in turn, the trained biases, then the layers trained whole. */
    public static Map<String, Shape> of(AdapterConfig config, List<AdaptedModule> adapted, List<LinearModule> modules) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (AdaptedModule target : adapted) {
            shapes.put(AdapterNames.loraA(target.module().name()), target.loraA());
            shapes.put(AdapterNames.loraB(target.module().name()), target.loraB());
        }
        ParameterCount.trainedBiases(config.bias(), adapted, modules)
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
}
