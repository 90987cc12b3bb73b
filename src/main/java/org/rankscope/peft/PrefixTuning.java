package org.rankscope.peft;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.CacheShape;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.NormalNumbers;

/**
 * Prefix tuning: trained keys and values in front of those of the tokens, in each block (Li and Liang 2021, arXiv 2101.00190,
 * section 4.2). They lie as if in the cache: keys are not rotated, and the first token's position is the number of them.
 *
 * <p>A trained row has for each block the key, head by head, then the value. Trained directly, without the network that the
 * paper makes them by (section 4.3); PEFT stores none of that either.
 */
final class PrefixTuning extends VirtualTokens {
    private final CacheShape cache;

    PrefixTuning(AdapterConfig config, ModelGraph model) {
        this(config, model, cache(model));
    }

    private PrefixTuning(AdapterConfig config, ModelGraph model, CacheShape cache) {
        super(config, model, 2L * cache.blocks() * cache.features());
        this.cache = cache;
    }

    private static CacheShape cache(ModelGraph model) {
        return model.cache()
                .orElseThrow(
                        () -> new RequestException("adapter.method: prefix_tuning puts trained keys and values into the"
                                + " cache of a decoder read from a Hugging Face folder, and this model has none; choose lora, or"
                                + " prompt_tuning where it takes texts alone."));
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
                EMBEDDINGS, () -> g.split(prefix, 1, Collections.nCopies(2 * cache.blocks(), (long) cache.features())));
        Map<String, Value> bound = new LinkedHashMap<>();
        for (int block = 0; block < cache.blocks(); block++) {
            bound.put(CacheShape.keys(block), parts.get(2 * block));
            bound.put(CacheShape.values(block), parts.get(2 * block + 1));
        }
        base.inputs().forEach(input -> bound.computeIfAbsent(input.name(), name -> g.input(input)));
        return new Injected(g.build(List.copyOf(g.inline(base, bound).values())), List.of());
    }

    /** Normal numbers, as PEFT has it: tokens that begin alike would stay alike. */
    @Override
    float[] start(BaseModel model, SplittableRandom random) {
        NormalNumbers normal = new NormalNumbers(random.nextLong());
        float[] values = new float[Math.toIntExact(shape().elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) normal.next();
        }
        return values;
    }

    @Override
    Map<String, Object> modelFields() {
        return Map.of(
                VirtualTokensFormat.LAYERS,
                cache.blocks(),
                VirtualTokensFormat.HEADS,
                cache.heads(),
                VirtualTokensFormat.TOKEN_DIM,
                cache.features(),
                VirtualTokensFormat.ENCODER_SIZE,
                cache.features());
    }
}
