package org.rankscope.model.quantized;

import java.util.List;
import java.util.Map;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.LinearModule;

/** A way to hold a weight in few bits. Weights are [out, in] here, however the model has them. */
interface WeightFormat {
    /** Whether the weight of {@code module} can be held so. */
    boolean holds(LinearModule module);

    /** The tensors that the weight is held in, by the ends of their names; {@code start} is put before those. */
    List<Value> parts(LinearModule module, String start);

    /**
     * Values of {@link #parts}, in direct memory, by the ends of their names.
     *
     * @param weight begins with the numbers of the weight [out, in]
     */
    Map<String, Tensor> pack(LinearModule module, float[] weight);

    /** The weight [out, in] that such values stand for. */
    float[] unpack(LinearModule module, Map<String, Tensor> parts);

    /**
     * x·Wᵀ.
     *
     * @param parts values of {@link #parts} in the graph, in their order
     * @param like name, type and shape of the result
     */
    Value product(GraphBuilder g, LinearModule module, Value x, List<Value> parts, Value like);
}
