package org.rankscope.model.hf;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.Task;

/** What encoders of text with a head for classes have in common. */
interface TextEncoder extends Network {
    /** Name of the segments' input. */
    String TYPES = "token_type_ids";

    /** Names in checkpoints that belong to the heads of other tasks, or are constants of older versions. */
    String OTHER_HEADS =
            "(cls|lm_head|qa_outputs|classifier|score|logits_proj|lm_predictions|mask_predictions|pre_classifier"
                    + "|vocab_transform|vocab_layer_norm|vocab_projector)\\..*|(\\w+\\.)?pooler\\..*|(.*\\.)?position_ids";

    EncoderConfig config();

    TextClasses classes();

    /** The first token of each row: [batch · seq, features] to [batch, features]. */
    static Value firstTokens(Layers layers, Value x) {
        long[] rows = LongStream.range(0, layers.batch())
                .map(row -> row * layers.seq())
                .toArray();
        return layers.ops().gather(x, layers.ops().constant(Tensor.ofLongs(Shape.of(rows.length), rows)));
    }

    @Override
    default List<Value> inputs(long batch, long seq) {
        List<Value> inputs = new ArrayList<>(Network.super.inputs(batch, seq));
        if (config().typeVocabSize() > 0) {
            inputs.add(new Value(TYPES, DType.INT64, Shape.of(batch, seq)));
        }
        return inputs;
    }

    @Override
    default OptionalInt valuesOf(String input) {
        return input.equals(TYPES) ? OptionalInt.of(config().typeVocabSize()) : Network.super.valuesOf(input);
    }

    @Override
    default int outputSize() {
        return classes().count();
    }

    @Override
    default int vocabSize() {
        return config().vocabSize();
    }

    @Override
    default int maxSequenceLength() {
        return config().maxPositions();
    }

    @Override
    default int fillTokenId() {
        return config().padTokenId();
    }

    @Override
    default double initializerRange() {
        return config().initializerRange();
    }

    @Override
    default List<String> labels() {
        return classes().names();
    }

    default boolean classifiesTokens() {
        return classes().task() == Task.TOKEN_CLASSIFICATION;
    }
}
