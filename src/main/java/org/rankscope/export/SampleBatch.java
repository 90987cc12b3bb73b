package org.rankscope.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.rankscope.data.RandomInputs;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.ModelGraph;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/**
 * A batch of random inputs, on which what was exported must give the logits that the base model gives with the adapter in it.
 *
 * @param inputs of the model; masks hide the end of every second row
 * @param expected FLOAT
 */
record SampleBatch(Map<String, Tensor> inputs, Tensor expected) {
    /** How far two honest float32 runs of one model lie apart, as a share of its largest logit. */
    private static final double TOLERANCE = 1e-4;

    /** Tokens that fill up a row. */
    private static final int HIDDEN = 3;

    private static final String LOGITS = "logits";

    /** For {@code adapted} with {@code batch} rows of {@code length} tokens. */
    static SampleBatch of(Adapted adapted, int batch, int length) {
        AdapterMethod method = adapted.method();
        Graph graph = method.inject(method.base(adapted.model(), batch, length), AdapterMethod.Mode.EVALUATION)
                .graph();
        Map<String, Tensor> inputs = inputs(adapted.model(), batch, length);
        Map<String, Tensor> all = new LinkedHashMap<>(inputs);
        Set<String> own = adapted.own();
        // Of a layer that lost all its ranks nothing is in the graph.
        own.retainAll(graph.parameters().stream().map(Value::name).toList());
        own.forEach(name -> all.put(name, adapted.parameters().apply(name)));
        return new SampleBatch(inputs, logits(fed(graph, own), adapted.parameters(), all));
    }

    /** {@code graph} with some of its parameters as inputs: the runtime would fold what follows from them and the weights. */
    private static Graph fed(Graph graph, Set<String> names) {
        GraphBuilder g = new GraphBuilder(graph.name());
        Map<String, Value> bound = new LinkedHashMap<>();
        graph.inputs().forEach(input -> bound.put(input.name(), g.input(input)));
        graph.parameters().stream()
                .filter(parameter -> names.contains(parameter.name()))
                .forEach(parameter -> bound.put(parameter.name(), g.input(parameter)));
        return g.build(List.copyOf(g.inline(graph, bound).values()));
    }

    private static Map<String, Tensor> inputs(ModelGraph model, int batch, int length) {
        Map<String, Tensor> inputs = new RandomInputs(batch * 31L + length).of(model, batch, length);
        inputs.forEach((name, tensor) -> {
            if (name.endsWith(TokenBatches.ATTENTION_MASK)) {
                for (int i = 0; i < tensor.shape().elements(); i++) {
                    if (isHidden(i, tensor.shape().dim(-1))) {
                        tensor.data().putLong(i * Long.BYTES, 0);
                    }
                }
            }
        });
        return inputs;
    }

    private static boolean isHidden(int index, long length) {
        return index / length % 2 == 1 && index % length >= Math.max(2, length - HIDDEN);
    }

    /** What {@code graph} gives for {@code inputs}. */
    static Tensor logits(Graph graph, Function<String, Tensor> parameters, Map<String, Tensor> inputs) {
        try (Session session = Session.open(graph, parameters, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(inputs)) {
            return results.tensor(LOGITS);
        }
    }

    /** The largest difference between {@code found} and what is expected, as a share of the largest logit. */
    double difference(Tensor found) {
        float[] one = expected.floats();
        float[] other = found.floats();
        if (one.length != other.length) {
            throw new IllegalStateException("Expected " + expected.shape() + ", found " + found.shape() + ".");
        }
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.abs(one[i]));
            difference = Math.max(difference, Math.abs(one[i] - other[i]));
            if (Float.isNaN(one[i]) != Float.isNaN(other[i])) {
                return Double.POSITIVE_INFINITY;
            }
        }
        return largest == 0 ? difference : difference / largest;
    }

    /** {@code difference} where it is one that two honest runs may have. */
    static double checked(double difference) {
        if (difference > TOLERANCE) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "The export was run and computes something else than the model with its adapter: logits differ by"
                            + " %.1e of the largest; nothing was written.",
                    difference));
        }
        return difference;
    }
}
