package org.rankscope.model;

import org.rankscope.graph.DType;
import org.rankscope.graph.HalfNumbers;
import org.rankscope.graph.Tensor;

/** Gives the values of a graph's parameters. */
@FunctionalInterface
public interface WeightSource {
    /** The values of one parameter: FLOAT, but for weights that are held as codes. */
    Tensor weight(String parameter);

    /** The values of a FLOAT parameter in {@code half}, FLOAT16 or BFLOAT16; as they are stored where they are stored so. */
    default Tensor weight(String parameter, DType half) {
        return HalfNumbers.narrowed(weight(parameter), half);
    }
}
