package org.rankscope.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.rankscope.graph.Tensor;
import org.rankscope.model.BaseModel;
import org.rankscope.peft.AdapterMethod;

/** The values of what a graph reads and doesn't train: the base model's, a method's own, a teacher's. */
final class FrozenValues {
    private FrozenValues() {}

    /**
     * Values by the names of the graph's parameters.
     *
     * @param seed that the method's own begin with
     * @param teacher values of a teacher's adapter, which stand behind {@link ModelLoss#TEACHER}
     */
    static Function<String, Tensor> of(
            BaseModel model, Optional<AdapterMethod> method, long seed, Map<String, Tensor> teacher) {
        Map<String, Tensor> own = new LinkedHashMap<>();
        method.ifPresent(adapter -> own.putAll(adapter.fixedValues(model, seed)));
        teacher.forEach((name, value) -> own.put(ModelLoss.TEACHER + name, value));
        return name -> own.containsKey(name) ? own.get(name) : model.weight(name);
    }
}
