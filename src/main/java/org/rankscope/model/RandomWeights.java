package org.rankscope.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.rankscope.graph.DType;
import org.rankscope.graph.HalfNumbers;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;

/**
 * A model of any size with random weights that lie in no file: {@link RandomWindows}. Gains of norms are 1, biases 0. For
 * benchmarks; there is no tokenizer.
 */
public final class RandomWeights extends DelegatingGraph implements BaseModel {
    private static final double DEVIATION = 0.02;

    private final RandomWindows windows;
    private final Map<String, Integer> places = new HashMap<>();

    public RandomWeights(ModelGraph graph) {
        super(graph);
        long largest = graph.parameters().values().stream()
                .mapToLong(Shape::elements)
                .max()
                .orElse(0);
        this.windows = new RandomWindows(largest, DEVIATION);
        graph.parameters().keySet().forEach(name -> places.put(name, places.size()));
    }

    @Override
    public String description() {
        return "random weights";
    }

    @Override
    public Tensor weight(String parameter) {
        return weight(parameter, DType.FLOAT);
    }

    @Override
    public Tensor weight(String parameter, DType type) {
        Shape shape = parameters().get(parameter);
        if (shape.rank() > 1) {
            return windows.at(places.get(parameter), type, shape);
        }
        float[] values = new float[Math.toIntExact(shape.elements())];
        Arrays.fill(values, parameter.endsWith(".bias") ? 0 : 1);
        Tensor vector = Tensor.ofFloats(shape, values);
        return type == DType.FLOAT ? vector : HalfNumbers.narrowed(vector, type);
    }

    @Override
    public int padTokenId() {
        return 0;
    }

    @Override
    public Tokenizer openTokenizer() {
        throw new UnsupportedOperationException("A model with random weights has no tokenizer.");
    }

    @Override
    public void close() {
        // The block is released when the last view of it is.
    }
}
