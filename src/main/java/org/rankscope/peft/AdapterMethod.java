package org.rankscope.peft;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.BaseModel;
import org.rankscope.model.ModelGraph;

/** A way to adapt a base model: what it adds to the graph, what it trains, and where training starts. */
public interface AdapterMethod {
    /** What a graph is for. */
    enum Mode {
        /** Dropout masks are inputs. */
        TRAINING,
        /** No dropout. */
        EVALUATION
    }

    /**
     * A base graph with an adapter in it.
     *
     * @param graph its parameters include the trained ones
     * @param dropoutMasks inputs, BOOL in the shape of what goes into their layer: false drops; empty without dropout
     */
    record Injected(Graph graph, List<Value> dropoutMasks) {}

    /** The method that {@code asked} asks for, on {@code model}; modules that the checkpoint lacks are trained in any case. */
    static AdapterMethod of(AdapterConfig asked, ModelGraph model) {
        AdapterConfig config = asked.savingAlso(model.freshModules());
        return switch (config.method()) {
            case LORA, RSLORA -> Lora.on(model, config);
            case BITFIT ->
                new BaseParameters(model.parameters(), name -> name.endsWith(".bias") || config.savesModule(name));
            case FULL -> new BaseParameters(model.parameters(), name -> true);
        };
    }

    /** Puts the adapter into {@code base}, a forward graph of the model. */
    Injected inject(Graph base, Mode mode);

    /** What is trained, in the order in which it is stored, by this program's names. */
    Map<String, Shape> trainable();

    /** Tensors like {@link #trainable} as {@link #save} stores them: under the names, and in the layout, of its files. */
    Map<String, Tensor> stored(Map<String, Tensor> values);

    /** Values before the first step; the same for the same seed. */
    Map<String, Tensor> initialValues(BaseModel model, long seed);

    /**
     * Stores trained values in a folder of their own.
     *
     * @param base what they were trained on
     * @return bytes of the stored values
     */
    long save(Path directory, BaseReference base, Map<String, Tensor> values) throws IOException;

    /** Values that {@link #save}, or PEFT, stored in {@code directory}; each in the shape of {@link #trainable}. */
    Map<String, Tensor> load(Path directory);
}
