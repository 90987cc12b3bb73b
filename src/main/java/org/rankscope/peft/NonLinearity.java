package org.rankscope.peft;

import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;

/** What bends the inner numbers of an adapter layer: {@code non_linearity}. */
enum NonLinearity {
    RELU("relu", GraphBuilder::relu),
    GELU("gelu", (g, x) -> g.gelu(x, false)),
    TANH("tanh", GraphBuilder::tanh),
    SWISH("swish", (g, x) -> g.quickGelu(x, 1));

    private final String json;
    private final BiFunction<GraphBuilder, Value, Value> form;

    NonLinearity(String json, BiFunction<GraphBuilder, Value, Value> form) {
        this.json = json;
        this.form = form;
    }

    String json() {
        return json;
    }

    Value of(GraphBuilder g, Value x) {
        return form.apply(g, x);
    }

    /** The one that {@code config} names, ReLU where it names none. */
    static NonLinearity of(AdapterConfig config) {
        String name = config.nonLinearity() == null ? RELU.json : config.nonLinearity();
        return Arrays.stream(values())
                .filter(known -> known.json.equals(name))
                .findFirst()
                .orElseThrow(() -> new RequestException("non_linearity must be one of "
                        + Arrays.stream(values()).map(NonLinearity::json).collect(Collectors.joining(", "))
                        + ", found '" + name + "'."));
    }
}
