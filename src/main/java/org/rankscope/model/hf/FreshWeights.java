package org.rankscope.model.hf;

import java.nio.FloatBuffer;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.model.NormalNumbers;

/**
 * Values for parameters that a checkpoint lacks: weights normal, biases 0, gains of norms 1, as the transformers library
 * begins. They follow from the parameter's name alone, so that all trials begin with the same head.
 */
final class FreshWeights {
    private FreshWeights() {}

    /** @param deviation standard deviation of weights: {@code initializer_range} */
    static Tensor of(String parameter, Shape shape, double deviation) {
        Tensor tensor = Tensor.zeros(DType.FLOAT, shape);
        FloatBuffer values = tensor.data().asFloatBuffer();
        NormalNumbers numbers = new NormalNumbers(parameter.hashCode());
        boolean bias = parameter.endsWith(".bias");
        while (!bias && values.hasRemaining()) {
            values.put(shape.rank() == 1 ? 1 : (float) (deviation * numbers.next()));
        }
        return tensor;
    }
}
