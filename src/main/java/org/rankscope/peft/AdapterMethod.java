package org.rankscope.peft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.ModelGraph;

/** A way to adapt a base model: what it adds to the graph, what it trains, and where training starts. */
public interface AdapterMethod {
    /** What a graph is for. */
    enum Mode {
        /** What is drawn at random comes in as inputs. */
        TRAINING,
        /** Nothing is drawn. */
        EVALUATION
    }

    /** Fills a tensor of {@code elements} values; the same for the same state of {@code random}. */
    @FunctionalInterface
    interface Draw {
        void fill(SplittableRandom random, int elements, ByteBuffer target);
    }

    /** An input whose values the host draws anew for each micro-batch. */
    record Drawn(Value input, Draw draw) {}

    /**
     * A base graph with an adapter in it: the same inputs, and those that are drawn.
     *
     * @param graph its parameters include those that are trained
     * @param drawn inputs; dropout masks for example; empty for evaluation
     */
    record Injected(Graph graph, List<Drawn> drawn) {}

    /** The method that {@code asked} asks for, on {@code model}; modules that the checkpoint lacks are trained in any case. */
    static AdapterMethod of(AdapterConfig asked, ModelGraph model) {
        MethodField.check(asked);
        AdapterConfig config = asked.savingAlso(model.freshModules());
        FrozenBase.check(config, model);
        return switch (config.method()) {
            case LORA, RSLORA, QLORA -> new LayerwiseMethod(Lora.of(config, model), config, model);
            case DYLORA -> new LayerwiseMethod(new DyLora(config), config, model);
            case ADALORA -> new LayerwiseMethod(new AdaLora(config), config, model);
            case DORA -> new LayerwiseMethod(new DoRa(), config, model);
            case IA3 -> new LayerwiseMethod(Ia3.of(config, model.adaptableModules()), config, model);
            case BOTTLENECK -> new LayerwiseMethod(Bottleneck.of(config), config, model);
            case BITFIT -> {
                SavedParameters.check(config, model);
                Set<String> biases = BiasMask.of(config, model);
                yield new BaseParameters(model, name -> biases.contains(name) || SavedParameters.isSaved(config, name));
            }
            case FULL -> new BaseParameters(model, name -> true);
            case PROMPT_TUNING -> new PromptTuning(config, model);
            case PREFIX_TUNING -> new PrefixTuning(config, model);
        };
    }

    /** The method of what is stored in {@code adapter}: as in {@link AdapterFiles#readConfig}, or parameters of the model itself. */
    static AdapterMethod stored(Path adapter, ModelGraph model) {
        return BaseParameters.in(adapter, model)
                .<AdapterMethod>map(parameters -> parameters)
                .orElseGet(() -> of(AdapterFiles.readConfig(adapter), model));
    }

    /** The forward graph that {@link #inject} wants, for a batch of this size: mostly the model's own. */
    default Graph base(ModelGraph model, int batchSize, int sequenceLength) {
        return model.forward(batchSize, sequenceLength);
    }

    /** Puts the adapter into {@code base}, a forward graph of the model. */
    Injected inject(Graph base, Mode mode);

    /** Tokens that stand in front of each row of the logits, beside those of the batch. */
    default int virtualTokens() {
        return 0;
    }

    /** What is trained, in the order in which it is stored, by this program's names. */
    Map<String, Shape> trainable();

    /** What happens at each step beside what the loss asks for. */
    default Optional<StepRule> stepRule() {
        return Optional.empty();
    }

    /** Shapes of the tensors that {@link #save} stores, under the names of its file. */
    Map<String, Shape> storedShapes();

    /** Tensors like {@link #trainable} as {@link #save} stores them: under the names, and in the layout, of its files. */
    Map<String, Tensor> stored(Map<String, Tensor> values);

    /** Values before the first step; the same for the same seed. */
    Map<String, Tensor> initialValues(BaseModel model, long seed);

    /** Values of the injected graph's parameters that are neither the model's nor trained. */
    default Map<String, Tensor> fixedValues(BaseModel model, long seed) {
        return Map.of();
    }

    /**
     * The parameters of the model that are others with the adapter in them, by this program's names; the model computes with
     * them what it computes with the adapter.
     *
     * @param values {@link #trainable} and {@link #fixedValues}
     * @throws RequestException if what the method adds can't be written as weights of the model
     */
    Map<String, Tensor> merged(BaseModel model, Map<String, Tensor> values);

    /**
     * Stores trained values in a folder of their own.
     *
     * @param base what they were trained on
     * @param values {@link #trainable} and {@link #fixedValues}, and the states of {@link #stepRule} where it has one; of {@link
     *     #load} what else it has found
     * @return bytes of the stored values
     */
    long save(Path directory, BaseReference base, Map<String, Tensor> values) throws IOException;

    /**
     * Values that {@link #save}, or PEFT, stored in {@code directory}, each in the shape of {@link #trainable}; and what PEFT
     * stores beside them, the unchanged weight of an embedding, if it is there, so that it can be stored again.
     */
    Map<String, Tensor> load(Path directory);
}
