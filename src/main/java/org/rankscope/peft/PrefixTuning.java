package org.rankscope.peft;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.AttentionShape;
import org.rankscope.model.BaseModel;
import org.rankscope.model.ModelGraph;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/**
 * Prefix tuning: trained keys and values in front of those of the tokens, in each block (Li and Liang 2021, arXiv 2101.00190,
 * section 4.2). They lie as if in the cache: keys are not rotated, and the first token's position is the number of them.
 *
 * <p>A trained row has for each block the key, head by head, then the value. Trained directly, without the network that the
 * paper makes them by (section 4.3); PEFT stores none of that either.
 */
final class PrefixTuning extends VirtualTokens {
    private final AttentionShape cache;

    PrefixTuning(AdapterConfig config, ModelGraph model) {
        this(config, model, cache(model));
    }

    private PrefixTuning(AdapterConfig config, ModelGraph model, AttentionShape cache) {
        super(config, model, 2L * cache.blocks() * cache.keyFeatures());
        this.cache = cache;
    }

    private static AttentionShape cache(ModelGraph model) {
        return model.attention()
                .filter(shape -> model.takesCache())
                .orElseThrow(
                        () -> new RequestException("adapter.method: prefix tuning puts trained keys and values into the"
                                + " cache of a decoder read from a Hugging Face folder, and this model has none; choose lora"
                                + (PromptTuning.fits(model) ? " or prompt_tuning." : ".")));
    }

    @Override
    Graph forward(ModelGraph model, int batchSize, int sequenceLength) {
        return model.forward(batchSize, sequenceLength, count());
    }

    @Override
    public Injected inject(Graph base, Mode mode) {
        GraphBuilder g = new GraphBuilder(base.name() + "+adapter");
        Value prefix = g.parameter(EMBEDDINGS, shape());
        List<Value> parts = g.in(
                EMBEDDINGS,
                () -> g.split(prefix, 1, Collections.nCopies(2 * cache.blocks(), (long) cache.keyFeatures())));
        Map<String, Value> bound = new LinkedHashMap<>();
        for (int block = 0; block < cache.blocks(); block++) {
            bound.put(AttentionShape.cachedKeys(block), parts.get(2 * block));
            bound.put(AttentionShape.cachedValues(block), parts.get(2 * block + 1));
        }
        base.inputs().forEach(input -> bound.computeIfAbsent(input.name(), name -> g.input(input)));
        return new Injected(g.build(List.copyOf(g.inline(base, bound).values())), List.of());
    }

    /**
     * What the model keeps of tokens drawn from the vocabulary: the paper finds the activations of real words better than
     * random numbers (section 7.4). The first loss is then that of a text with some words in front, where it is far worse with
     * PEFT's usual normal numbers, which are larger than keys and values are.
     */
    @Override
    float[] start(BaseModel model, SplittableRandom random) {
        Map<String, Tensor> row = Map.of(
                "input_ids",
                        Tensor.ofLongs(
                                Shape.of(1, count()),
                                random.longs(count(), 0, model.vocabSize()).toArray()),
                "attention_mask",
                        Tensor.ofLongs(
                                Shape.of(1, count()),
                                LongStream.generate(() -> 1).limit(count()).toArray()));
        FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(shape().elements()));
        try (Session session =
                        Session.open(model.forwardKeeping(count()), model::weight, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(row)) {
            for (int block = 0; block < cache.blocks(); block++) {
                put(values, 2 * block, results.tensor(AttentionShape.cachedKeys(block)));
                put(values, 2 * block + 1, results.tensor(AttentionShape.cachedValues(block)));
            }
        }
        return values.array();
    }

    /** Puts a tensor [tokens, width] into the columns {@code part} · width and on of all. */
    private void put(FloatBuffer values, int part, Tensor from) {
        int width = cache.keyFeatures();
        for (int token = 0; token < count(); token++) {
            values.put((token * 2 * cache.blocks() + part) * width, from.data().asFloatBuffer(), token * width, width);
        }
    }

    @Override
    Map<String, Object> ownFields() {
        return Map.of(
                VirtualTokensFormat.LAYERS,
                cache.blocks(),
                VirtualTokensFormat.HEADS,
                cache.keyValueHeads(),
                VirtualTokensFormat.TOKEN_DIM,
                cache.keyFeatures(),
                VirtualTokensFormat.ENCODER_SIZE,
                cache.keyFeatures(),
                "prefix_projection",
                false);
    }
}
