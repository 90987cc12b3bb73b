package org.rankscope.model.hf;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.model.ImageSettings;
import org.rankscope.model.NoiseSchedule;

/**
 * An architecture at the sizes of one config.json: what goes in, and the forward pass, which is written once; parameters and
 * linear layers follow from it ({@link NetworkGraph}). Names are those of the transformers library's modules in memory.
 */
interface Network {
    /** What the transformers library takes for {@link #initializerRange} where a configuration says nothing. */
    double INITIALIZER_RANGE = 0.02;

    /** What people call it, with its depth: {@code Llama · 5 layers}. */
    String description();

    /** This network as a checkpoint of these tensors has it, where config.json leaves something open. */
    default Network heldBy(Set<String> tensors) {
        return this;
    }

    /** What a batch holds. */
    default List<Value> inputs(long batch, long seq) {
        Shape tokens = Shape.of(batch, seq);
        return List.of(new Value("input_ids", DType.INT64, tokens), new Value("attention_mask", DType.INT64, tokens));
    }

    /** Likewise where an encoder reads rows of another length than the decoder beside it. */
    default List<Value> inputs(long batch, long encoded, long decoded) {
        throw new UnsupportedOperationException("There is no decoder beside an encoder.");
    }

    /**
     * Adds the forward pass to {@code layers}.
     *
     * @param inputs {@link #inputs} by name
     * @return the logits as {@link org.rankscope.model.ModelGraph#forward} has them
     */
    Value forward(Layers layers, Map<String, Value> inputs);

    /** {@link org.rankscope.model.ModelGraph#embeddingScale}. */
    default double embeddingScale() {
        return 1;
    }

    /**
     * Whether the forward pass can be written behind cached keys and values: the {@link Attention} of each block goes on from
     * those of its block, and all that depends on positions begins with {@link Layers#cached}.
     */
    default boolean takesCache() {
        return false;
    }

    /** {@link org.rankscope.model.AttentionShape#encoderBlocks}. */
    default int encoderBlocks() {
        return 0;
    }

    /** {@link org.rankscope.model.ModelGraph#outputSize}. */
    int outputSize();

    /** Size of the vocabulary of {@code input_ids}; 0 where no tokens go in. */
    int vocabSize();

    int maxSequenceLength();

    /** How many values an INT64 input may have, where that is known. */
    default OptionalInt valuesOf(String input) {
        return input.equals("input_ids") ? OptionalInt.of(vocabSize()) : OptionalInt.empty();
    }

    /** How the model wants its images where preprocessor_config.json says nothing; empty where it sees none. */
    default Optional<ImageSettings> images() {
        return Optional.empty();
    }

    /** The noise that a denoiser was trained to find. */
    default Optional<NoiseSchedule> noise() {
        return Optional.empty();
    }

    /** The token that fills rows which are too short. */
    default int fillTokenId() {
        return 0;
    }

    /** Names of the classes in the order of their numbers; empty where none are predicted. */
    default List<String> labels() {
        return List.of();
    }

    /** How names in checkpoints differ from those in memory. */
    default StoredNames storedNames() {
        return StoredNames.SAME;
    }

    /** Paths of modules that a checkpoint may lack, since they belong to a task's head: they start from random values then. */
    default Set<String> headModules() {
        return Set.of();
    }

    /** Standard deviation of the weights of such modules. */
    default double initializerRange() {
        return INITIALIZER_RANGE;
    }

    /** The token that a decoder begins with; empty where there is no decoder beside an encoder. */
    default OptionalInt decoderStartTokenId() {
        return OptionalInt.empty();
    }
}
