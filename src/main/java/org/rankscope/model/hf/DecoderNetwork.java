package org.rankscope.model.hf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;

/**
 * A decoder with a head: {@code lm_head} on every token, or {@code score} on the last one of each row, without a bias
 * ({@code GenericForSequenceClassification} of the transformers library). The last token is the last one that the mask shows;
 * the library takes the last one that isn't the pad token, which is the same wherever no text ends with that.
 *
 * @param classes of texts; empty for a language model
 */
record DecoderNetwork(Decoder decoder, Optional<TextClasses> classes, double initializerRange) implements Network {
    private static final String MASK = "attention_mask";
    private static final String LANGUAGE_HEAD = "lm_head";
    private static final String CLASS_HEAD = "score";

    static DecoderNetwork of(Decoder decoder, ConfigFields config, HeadSpec head) {
        return new DecoderNetwork(
                decoder,
                head.task() == Task.SEQUENCE_CLASSIFICATION
                        ? Optional.of(TextClasses.read(config, head))
                        : Optional.empty(),
                config.positiveNumber("initializer_range", INITIALIZER_RANGE));
    }

    @Override
    public String description() {
        return decoder.description();
    }

    @Override
    public double embeddingScale() {
        return decoder.embeddingScale();
    }

    @Override
    public boolean takesCache() {
        return true;
    }

    @Override
    public Value forward(Layers layers, Map<String, Value> inputs) {
        Map<String, Value> seen = new HashMap<>(inputs);
        seen.computeIfPresent(MASK, (name, mask) -> layers.behindCached(mask));
        Value hidden = decoder.hidden(layers, seen);
        if (classes.isPresent()) {
            Value last = layers.ops().in(CLASS_HEAD, () -> last(layers.ops(), hidden, inputs.get(MASK)));
            return layers.head(CLASS_HEAD, last, outputSize(), false);
        }
        return decoder.bent(
                layers,
                decoder.tokens().tied()
                        ? layers.tiedHead(LANGUAGE_HEAD, hidden, decoder.embedding(layers))
                        : layers.head(LANGUAGE_HEAD, hidden, vocabSize(), false));
    }

    /** The states of the last token of each row, [batch, features]. */
    private static Value last(GraphBuilder g, Value hidden, Value mask) {
        int batch = Math.toIntExact(mask.shape().dim(0));
        int seq = Math.toIntExact(mask.shape().dim(1));
        long[] columns = new long[seq];
        long[] rows = new long[batch];
        for (int column = 0; column < seq; column++) {
            columns[column] = column;
        }
        for (int row = 0; row < batch; row++) {
            rows[row] = (long) row * seq;
        }
        Value column = g.node(
                Op.ARG_MAX,
                List.of(g.mul(mask, g.constant(Tensor.ofLongs(Shape.of(seq), columns)))),
                Map.of("axis", new Attribute.Int(1), "keepdims", new Attribute.Int(0)),
                DType.INT64,
                Shape.of(batch));
        return g.gather(hidden, g.add(column, g.constant(Tensor.ofLongs(Shape.of(batch), rows))));
    }

    @Override
    public int outputSize() {
        return classes.map(TextClasses::count).orElseGet(this::vocabSize);
    }

    @Override
    public int vocabSize() {
        return decoder.tokens().vocabSize();
    }

    @Override
    public int maxSequenceLength() {
        return decoder.tokens().maxLength();
    }

    @Override
    public int fillTokenId() {
        return decoder.tokens().fillTokenId();
    }

    @Override
    public StoredNames storedNames() {
        // A tied head, or one of another task.
        return decoder.storedNames().ignoring("lm_head\\.weight|score\\.weight");
    }

    @Override
    public List<String> labels() {
        return classes.map(TextClasses::names).orElse(List.of());
    }

    @Override
    public Set<String> headModules() {
        return classes.isPresent() ? Set.of(CLASS_HEAD) : Set.of();
    }
}
