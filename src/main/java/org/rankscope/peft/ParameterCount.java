package org.rankscope.peft;

import java.util.List;
import org.rankscope.graph.Shape;
import org.rankscope.model.ModelGraph;

/** Exact counts of trained numbers. An adapted layer has rank · (in + out); biases come on top where they are trained. */
public final class ParameterCount {
    private ParameterCount() {}

    /** Numbers in all updates: Σ rank · (in + out). */
    public static long ofAdapters(List<AdaptedModule> adapted) {
        return adapted.stream().mapToLong(AdaptedModule::parameters).reduce(0, Math::addExact);
    }

    /** Everything that {@code config} trains on {@code model}, whose weights are not asked for. */
    public static long trainable(AdapterConfig config, ModelGraph model) {
        return of(AdapterMethod.of(config, model));
    }

    /** Everything that {@code method} trains. */
    public static long of(AdapterMethod method) {
        return method.trainable().values().stream().mapToLong(Shape::elements).reduce(0, Math::addExact);
    }
}
