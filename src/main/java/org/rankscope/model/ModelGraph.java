package org.rankscope.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** What a model computes, without the numbers of its weights: its parameters, its linear layers and its forward graph. Any thread. */
public interface ModelGraph {
    /** Every parameter with its shape, by the paths of the modules in memory, which adapters go by. */
    Map<String, Shape> parameters();

    /** How the weights of linear layers are held. */
    default Precision precision() {
        return Precision.FP32;
    }

    /**
     * Linear layers whose weights the model's own file holds as codes of a few bits, by name, whatever {@link #precision}
     * says. Their weights are parameters in float32 to whoever asks for numbers, but the graph reads codes, and nothing
     * trains those.
     */
    default Set<String> packedModules() {
        return Set.of();
    }

    /** Bytes that the parameters take as they are held. */
    default long weightBytes() {
        return parameters().values().stream().mapToLong(Shape::elements).sum() * DType.FLOAT.bytes();
    }

    /** What the model's file calls the parameter {@code name}: mostly the same. */
    default String storedName(String name) {
        return name;
    }

    /** The linear layers, in the order of the forward pass. */
    List<LinearModule> linearModules();

    /** The tables that tokens are looked up in; the result of the node that does so is called after the table's module. */
    default List<LinearModule> embeddings() {
        return List.of();
    }

    /** What the module of the tokens' table multiplies the rows that it looks up with. */
    default double embeddingScale() {
        return 1;
    }

    /** All that adapters can be put on: {@link #linearModules}, then {@link #embeddings}. */
    default List<LinearModule> adaptableModules() {
        return Stream.concat(linearModules().stream(), embeddings().stream()).toList();
    }

    /** The values of one parameter, FLOAT; empty where only the shapes of a model are known. */
    default Optional<Tensor> known(String parameter) {
        return Optional.empty();
    }

    /**
     * What a batch must hold for {@link #forward}, in the types and shapes of a batch of this size. A language model has
     * {@code input_ids} [batch, seq] first.
     */
    List<Value> inputs(int batchSize, int sequenceLength);

    /**
     * Modules, by their paths, whose values the checkpoint does not hold: a head that starts from random values, which
     * therefore has to be trained.
     */
    default Set<String> freshModules() {
        return Set.of();
    }

    /**
     * Size of the last axis of the logits: the vocabulary, the number of classes, 1 where a number is predicted, 0 where it
     * is the number of rows (contrastive).
     */
    int outputSize();

    /** Size of the vocabulary of {@code input_ids}; 0 for a model that takes no tokens. */
    int vocabSize();

    /** How many values an INT64 input may have, counted from 0, where that is known. */
    default OptionalInt valuesOf(String input) {
        return input.equals("input_ids") ? OptionalInt.of(vocabSize()) : OptionalInt.empty();
    }

    /** The longest sequence that the model takes. */
    int maxSequenceLength();

    /**
     * The forward pass at a fixed shape: {@link #inputs}, parameters by name, and an output {@code logits}, FLOAT
     * [items, {@link #outputSize}], where the items are the tokens of the batch, row by row, its rows, or its pixels. Of
     * image-text pairs the items are the rows as images (their similarity to each text), then the rows as texts, and
     * {@code image_embeds} and {@code text_embeds} [batch, dim] are outputs as well. A denoiser's items are the numbers of
     * the noise. The result of the node that computes a linear layer (before its bias, where that is added by a node of its own)
     * is called after the layer.
     */
    Graph forward(int batchSize, int sequenceLength);

    /**
     * The forward pass of a text that begins with {@code prompt} tokens more: {@link #forward(int, int)} with rows that are
     * that much longer; of an encoder and a decoder those of the encoder.
     */
    default Graph forwardBehindPrompt(int batchSize, int sequenceLength, int prompt) {
        return forward(batchSize, prompt + sequenceLength);
    }

    /** How it attends; empty where that isn't known. */
    default Optional<AttentionShape> attention() {
        return Optional.empty();
    }

    /** Whether the model goes on from the keys and values of other tokens: a decoder, be it beside an encoder. */
    default boolean takesCache() {
        return false;
    }

    /**
     * The forward pass of tokens that follow others, the same for all rows and seen by every token, of which there is nothing
     * but their keys and values: inputs of the names in {@link AttentionShape}, behind {@link #inputs}. Beside an encoder it is
     * the decoder's tokens that follow others.
     *
     * @param cached how many these are
     * @throws UnsupportedOperationException unless {@link #takesCache}
     */
    default Graph forward(int batchSize, int sequenceLength, int cached) {
        throw new UnsupportedOperationException("There is no cache.");
    }

    /**
     * The forward pass of one row whose keys and values are outputs as well, as the graph behind them takes them.
     *
     * @throws UnsupportedOperationException unless {@link #takesCache}
     */
    default Graph forwardKeeping(int sequenceLength) {
        throw new UnsupportedOperationException("There is no cache.");
    }
}
