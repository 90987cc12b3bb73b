package org.rankscope.peft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/** The place in a graph where the adapter of one layer goes. */
final class Site {
    private final GraphBuilder g;
    private final Node layer;
    private final Node place;
    private final AdaptedModule target;
    private final AdapterMethod.Mode mode;
    private final double dropout;
    private final Map<String, AdapterMethod.Drawn> drawn;

    /**
     * @param layer the node that computes the layer
     * @param place {@link LayerAdapter#place}
     * @param drawn inputs of the graph that are drawn, by name; what is drawn here is added
     */
    Site(
            GraphBuilder g,
            Node layer,
            Node place,
            AdaptedModule target,
            AdapterMethod.Mode mode,
            double dropout,
            Map<String, AdapterMethod.Drawn> drawn) {
        this.g = g;
        this.layer = layer;
        this.place = place;
        this.target = target;
        this.mode = mode;
        this.dropout = dropout;
        this.drawn = drawn;
    }

    GraphBuilder graph() {
        return g;
    }

    /** The node that computes the layer: its inputs are x, the weight and, if at all, the bias. */
    Node layer() {
        return layer;
    }

    /** The bias that the layer's node has in it; empty where it has none, or another node adds it. */
    Optional<Value> bias() {
        int place = layer.op() == Op.MAT_MUL_NBITS ? 5 : 2;
        boolean inside = layer.op() != Op.MAT_MUL_BNB4 && !target.module().embedding() && layer.hasInput(place);
        return inside ? Optional.of(layer.input(place)) : Optional.empty();
    }

    /** The node that computes the layer, without its bias, on {@code x}. */
    Node on(Value x) {
        List<Value> inputs = new ArrayList<>(layer.inputs());
        inputs.set(0, x);
        bias().ifPresent(bias -> inputs.remove(inputs.lastIndexOf(bias)));
        return again(layer, inputs, "product");
    }

    private Node again(Node node, List<Value> inputs, String name) {
        Value result = node.output();
        return g.add(node.op(), inputs, node.attributes(), List.of(new Value(name, result.dtype(), result.shape())));
    }

    /** The node whose result the adapter changes: the layer, or one behind it. */
    Node place() {
        return place;
    }

    /** What {@link #place} gives. */
    Value result() {
        return place.output();
    }

    /** {@link #place} on {@code x} in the place of its first input. */
    Value placeOn(Value x) {
        List<Value> inputs = new ArrayList<>(place.inputs());
        inputs.set(0, x);
        return again(place, inputs, "adapted").output();
    }

    AdaptedModule target() {
        return target;
    }

    boolean isTraining() {
        return mode == AdapterMethod.Mode.TRAINING;
    }

    /** What goes into the layer; tokens into a table. */
    Value input() {
        return layer.input(target.module().embedding() ? 1 : 0);
    }

    /** {@link #input} with dropped numbers set to 0, not yet scaled up; the input itself where nothing is dropped. */
    Value dropped() {
        return dropped(input());
    }

    /** The same of {@code x}; one value of a layer can be dropped so. */
    Value dropped(Value x) {
        if (!drops()) {
            return x;
        }
        Value mask = Dropout.mask(this, "dropout/" + target.module().name(), x, dropout);
        return g.where(mask, x, g.constant(0));
    }

    /** Share of the numbers that {@link #dropped} keeps. */
    float kept() {
        return drops() ? (float) (1 - dropout) : 1;
    }

    /** Whether numbers of the input are dropped; tokens never are (PEFT 0.21, {@code lora.Embedding}). */
    boolean drops() {
        return isTraining() && dropout > 0 && !target.module().embedding();
    }

    /** An input that the host draws; asked for by the same name it is the same everywhere. */
    Value drawn(String name, DType dtype, Shape shape, AdapterMethod.Draw draw) {
        return drawn.computeIfAbsent(name, key -> new AdapterMethod.Drawn(g.input(key, dtype, shape), draw))
                .input();
    }

    /** A place for what is drawn, in the order in which it is asked for. */
    static Map<String, AdapterMethod.Drawn> nothingDrawn() {
        return new LinkedHashMap<>();
    }
}
