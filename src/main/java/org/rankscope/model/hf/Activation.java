package org.rankscope.model.hf;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Value;

/** The activations that config.json names, as the transformers library's {@code ACT2FN} has them. */
enum Activation {
    /** x · Φ(x). Hendrycks and Gimpel 2016, arXiv 1606.08415. */
    GELU((g, x) -> g.gelu(x, false), "gelu", "gelu_python"),
    /** Its approximation 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))). */
    GELU_TANH((g, x) -> g.gelu(x, true), "gelu_new", "gelu_pytorch_tanh", "gelu_fast", "gelu_accurate"),
    /** x · sigmoid(1.702 x). */
    QUICK_GELU((g, x) -> g.quickGelu(x, 1.702f), "quick_gelu"),
    /** x · sigmoid(x). */
    SILU((g, x) -> g.quickGelu(x, 1), "silu", "swish"),
    RELU(GraphBuilder::relu, "relu"),
    TANH(GraphBuilder::tanh, "tanh");

    private final BiFunction<GraphBuilder, Value, Value> form;
    private final List<String> names;

    Activation(BiFunction<GraphBuilder, Value, Value> form, String... names) {
        this.form = form;
        this.names = List.of(names);
    }

    Value of(Layers layers, Value x) {
        return form.apply(layers.ops(), x);
    }

    /** The one that {@code field} of {@code config} names. */
    static Activation read(ConfigFields config, String field, Activation otherwise) {
        return config.has(field) ? named(config, field, config.text(field, "")) : otherwise;
    }

    /** The one called {@code name}, which stands in {@code field}. */
    static Activation named(ConfigFields config, String field, String name) {
        return Arrays.stream(values())
                .filter(known -> known.names.contains(name))
                .findFirst()
                .orElseThrow(() -> config.wrong(
                        field,
                        "one of "
                                + Arrays.stream(values())
                                        .flatMap(known -> known.names.stream())
                                        .collect(Collectors.joining(", "))));
    }
}
