package org.rankscope.peft;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Shape;
import org.rankscope.model.LinearModule;

/** The trained tensors of a LoRA adapter under this program's names, with their shapes. */
public final class TrainableShapes {
    private TrainableShapes() {}

    /** {@code loraA} and {@code loraB} of each adapted layer in turn, then the trained biases. */
    public static Map<String, Shape> of(
            List<AdaptedModule> adapted, AdapterConfig.Bias bias, List<LinearModule> modules) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (AdaptedModule target : adapted) {
            LinearModule module = target.module();
            shapes.put(AdapterNames.loraA(module.name()), target.loraA());
            shapes.put(AdapterNames.loraB(module.name()), target.loraB());
        }
        ParameterCount.trainedBiases(bias, adapted, modules)
                .forEach(module -> shapes.put(AdapterNames.bias(module.name()), Shape.of(module.outFeatures())));
        return shapes;
    }
}
