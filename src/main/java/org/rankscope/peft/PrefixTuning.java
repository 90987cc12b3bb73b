package org.rankscope.peft;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.rankscope.graph.DType;
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
 * <p>Of an encoder and a decoder it is the decoder's attention to itself that has them, as in PEFT, where the paper has others for
 * the encoder and for the attention to it: there is no cache in these.
 *
 * <p>A trained row has for each block the key, head by head, then the value. Trained directly, without the network that the
 * paper makes them by (section 4.3); PEFT stores none of that either.
 */
final class PrefixTuning extends VirtualTokens {
    private static final String MASK = "attention_mask";
    private static final String SEGMENTS = "token_type_ids";

    private final AttentionShape cache;
    /** Keys and values in a row, two of these for each block. */
    private final int parts;

    PrefixTuning(AdapterConfig config, ModelGraph model) {
        this(config, model, cache(model));
    }

    private PrefixTuning(AdapterConfig config, ModelGraph model, AttentionShape cache) {
        super(
                config,
                model,
                submodules(config, model, false),
                Shape.of(config.capacity(), 2L * layers(cache) * cache.keyFeatures()));
        this.cache = cache;
        this.parts = 2 * layers(cache);
    }

    /**
     * PEFT's {@code num_layers}. Beside an encoder PEFT takes its blocks, which a decoder of more can't be run with: there it is
     * the decoder's.
     */
    private static int layers(AttentionShape cache) {
        return Math.max(cache.encoderBlocks(), cache.blocks());
    }

    /**
     * Which part of a row is the key of {@code block}; the next one is its value. Of an encoder and a decoder PEFT 0.21 lays
     * the row twice in a sequence, gives each block four parts of it, and throws away the latter two, meant for the attention to
     * the encoder ({@code PeftModel.get_prompt}): of an even number of layers two blocks each share a key and a value, and every
     * second pair is without use.
     */
    private int keyPart(int block) {
        return cache.isBesideEncoder() ? 4 * block % parts : 2 * block;
    }

    private static AttentionShape cache(ModelGraph model) {
        return model.attention()
                .filter(shape -> model.takesCache())
                .orElseThrow(
                        () -> new RequestException("adapter.method: prefix tuning puts trained keys and values into the"
                                + " attention of a decoder, T5, BERT or RoBERTa read from a Hugging Face folder, and this model"
                                + " takes none; choose lora"
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
        List<Value> split =
                g.in(EMBEDDINGS, () -> g.split(prefix, 1, Collections.nCopies(parts, (long) cache.keyFeatures())));
        Map<String, Value> bound = new LinkedHashMap<>();
        for (int block = 0; block < cache.blocks(); block++) {
            bound.put(AttentionShape.cachedKeys(block), split.get(keyPart(block)));
            bound.put(AttentionShape.cachedValues(block), split.get(keyPart(block) + 1));
        }
        base.inputs().forEach(input -> bound.computeIfAbsent(input.name(), name -> g.input(input)));
        return new Injected(g.build(List.copyOf(g.inline(base, bound).values())), List.of());
    }

    /**
     * What the model keeps of tokens drawn from the vocabulary: the paper finds the activations of real words better than
     * random numbers (section 7.4). The first loss is then that of a text with some words in front, where it is far worse with
     * PEFT's usual normal numbers, which are larger than keys and values are. An encoder is shown the first of the tokens
     * alone, so that few of them start as the first of many. What two blocks share is the first's; what is without use begins, and stays, at 0.
     */
    @Override
    float[] start(BaseModel model, SplittableRandom random) {
        long[] tokens = random.longs(count(), 0, model.vocabSize()).toArray();
        Map<String, Tensor> row = new LinkedHashMap<>();
        for (Value input : model.inputs(1, count())) {
            row.put(
                    input.name(),
                    Tensor.ofLongs(input.shape(), input.name().endsWith("mask") ? shown(input.name()) : tokens));
        }
        // Segments are what encoders alone take: all tokens are of the first.
        if (row.containsKey(SEGMENTS)) {
            row.put(SEGMENTS, Tensor.zeros(DType.INT64, row.get(SEGMENTS).shape()));
            row.put(MASK, Tensor.ofLongs(row.get(MASK).shape(), first()));
        }
        FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(shape().elements()));
        try (Session session =
                        Session.open(model.forwardKeeping(count()), model::weight, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(row)) {
            for (int block = cache.blocks() - 1; block >= 0; block--) {
                put(values, keyPart(block), results.tensor(AttentionShape.cachedKeys(block)));
                put(values, keyPart(block) + 1, results.tensor(AttentionShape.cachedValues(block)));
            }
        }
        return values.array();
    }

    /** Of the tokens of an encoder beside the decoder the first alone. */
    private long[] shown(String mask) {
        if (cache.isBesideEncoder() && mask.equals(MASK)) {
            return first();
        }
        long[] shown = new long[count()];
        Arrays.fill(shown, 1);
        return shown;
    }

    private long[] first() {
        long[] shown = new long[count()];
        shown[0] = 1;
        return shown;
    }

    /** Puts a tensor [tokens, width] into the columns {@code part} · width and on of all. */
    private void put(FloatBuffer values, int part, Tensor from) {
        int width = cache.keyFeatures();
        for (int token = 0; token < count(); token++) {
            values.put((token * parts + part) * width, from.data().asFloatBuffer(), token * width, width);
        }
    }

    @Override
    Map<String, Object> ownFields() {
        return Map.of(
                VirtualTokensFormat.LAYERS,
                layers(cache),
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
