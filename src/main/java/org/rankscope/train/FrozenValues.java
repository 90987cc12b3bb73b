package org.rankscope.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.rankscope.graph.DType;
import org.rankscope.graph.HalfNumbers;
import org.rankscope.graph.Tensor;
import org.rankscope.model.BaseModel;
import org.rankscope.model.WeightSource;
import org.rankscope.peft.AdapterMethod;

/** The values of what a graph reads and doesn't train: the base model's, and by name a method's own and a teacher's. */
record FrozenValues(BaseModel model, Map<String, Tensor> own) implements WeightSource {
    /**
     * Values by the names of the graph's parameters.
     *
     * @param seed that the method's own begin with
     * @param teacher values of a teacher's adapter, which stand behind {@link ModelLoss#TEACHER}
     */
    static FrozenValues of(BaseModel model, Optional<AdapterMethod> method, long seed, Map<String, Tensor> teacher) {
        Map<String, Tensor> own = new LinkedHashMap<>();
        method.ifPresent(adapter -> own.putAll(adapter.fixedValues(model, seed)));
        teacher.forEach((name, value) -> own.put(ModelLoss.TEACHER + name, value));
        return new FrozenValues(model, own);
    }

    @Override
    public Tensor weight(String parameter) {
        return own.containsKey(parameter) ? own.get(parameter) : model.weight(parameter);
    }

    @Override
    public Tensor weight(String parameter, DType half) {
        return own.containsKey(parameter)
                ? HalfNumbers.narrowed(own.get(parameter), half)
                : model.weight(parameter, half);
    }
}
