package org.rankscope.peft;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;

/** Training parameters of the base model itself: all of them (full fine-tuning) or the biases (BitFit, Zaken et al. 2021). */
final class BaseParameters implements AdapterMethod {
    private final Map<String, Shape> trainable = new LinkedHashMap<>();

    BaseParameters(Map<String, Shape> parameters, Predicate<String> trained) {
        parameters.forEach((name, shape) -> {
            if (trained.test(name)) {
                trainable.put(name, shape);
            }
        });
        if (trainable.isEmpty()) {
            throw new RequestException("adapter.method: bitfit trains the biases of a model, and this one has none; choose lora.");
        }
    }

    @Override
    public Injected inject(Graph base, Mode mode) {
        return new Injected(base, List.of());
    }

    @Override
    public Map<String, Shape> trainable() {
        return trainable;
    }

    @Override
    public Map<String, Tensor> initialValues(BaseModel model, long seed) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        trainable.keySet().forEach(name -> values.put(name, model.weight(name)));
        return values;
    }
}
