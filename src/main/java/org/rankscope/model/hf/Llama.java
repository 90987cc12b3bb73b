package org.rankscope.model.hf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.LinearModule;

/**
 * The Llama decoder (Touvron et al. 2023, arXiv 2302.13971) as a graph at one fixed shape: pre-normalised blocks of rotary
 * grouped-query attention and a gated MLP. Activations are matrices [batch · seq, features]; only attention sees the axes
 * apart. The result of each linear layer bears the layer's name.
 */
final class Llama {
    /** Added to scores that may not be seen; the softmax of it is exactly 0. */
    private static final float UNSEEN = -1e9f;

    /** Queries that attend together, and the most blocks of them: what a block can't see is not computed. */
    private static final long BLOCK = 128;

    private static final long MOST_BLOCKS = 8;

    private final LlamaConfig config;
    private final long batch;
    private final long seq;
    private final GraphBuilder g;
    private final long heads;
    private final long keyValueHeads;
    private final long group;
    private final long headDim;

    private Llama(LlamaConfig config, int batchSize, int sequenceLength) {
        this.config = config;
        this.batch = batchSize;
        this.seq = sequenceLength;
        this.g = new GraphBuilder("llama");
        this.heads = config.numAttentionHeads();
        this.keyValueHeads = config.numKeyValueHeads();
        this.group = heads / keyValueHeads;
        this.headDim = config.headDim();
    }

    /** Inputs {@code input_ids} and {@code attention_mask} INT64 [batch, seq]; output {@code logits} [batch · seq, vocab]. */
    static Graph forward(LlamaConfig config, int batchSize, int sequenceLength) {
        return new Llama(config, batchSize, sequenceLength).build();
    }

    /** {@code input_ids} and {@code attention_mask} INT64 [batch, seq]. */
    static List<Value> inputs(long batch, long seq) {
        Shape tokens = Shape.of(batch, seq);
        return List.of(new Value("input_ids", DType.INT64, tokens), new Value("attention_mask", DType.INT64, tokens));
    }

    private Graph build() {
        List<Value> inputs = inputs(batch, seq).stream().map(g::input).toList();
        Value ids = inputs.get(0);
        Value mask = inputs.get(1);
        List<Value> unseen = g.in("model.attention_bias", () -> attentionBias(mask));
        Value embedding = g.parameter(LlamaConfig.EMBEDDING, Shape.of(config.vocabSize(), config.hiddenSize()));

        Value hidden = g.in("model.embed_tokens", () -> g.gather(embedding, g.reshape(ids, Shape.of(batch * seq))));
        for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
            String path = LlamaConfig.layerName(layer);
            Value input = hidden;
            Value attended = g.in(
                    path,
                    () -> g.sum(
                            input, attention(path + ".self_attn.", norm(path + ".input_layernorm", input), unseen)));
            hidden = g.in(
                    path,
                    () -> g.sum(attended, mlp(path + ".mlp.", norm(path + ".post_attention_layernorm", attended))));
        }
        Value normed = norm("model.norm", hidden);
        Value head =
                config.tieWordEmbeddings() ? embedding : g.parameter(LlamaConfig.HEAD + ".weight", embedding.shape());
        return g.build(List.of(g.named(g.gemm(normed, head, false, true, 1), "logits")));
    }

    /** Grouped-query attention: each key and value head serves {@code group} query heads that follow one another. */
    private Value attention(String path, Value x, List<Value> unseen) {
        Value queries = heads(linear(path + "q_proj", x), heads, true);
        Value keys = heads(linear(path + "k_proj", x), keyValueHeads, true);
        Value values = heads(linear(path + "v_proj", x), keyValueHeads, false);

        Value mixed = unseen.size() == 1
                ? mixed(queries, keys, values, unseen.get(0))
                : inBlocks(queries, keys, values, unseen);
        Value together = g.transpose(mixed, List.of(0L, 3L, 1L, 2L, 4L));
        return linear(path + "o_proj", g.reshape(together, Shape.of(batch * seq, heads * headDim)));
    }

    private Value inBlocks(Value queries, Value keys, Value values, List<Value> unseen) {
        List<Value> blocks = g.split(queries, 3, Collections.nCopies(unseen.size(), seq / unseen.size()));
        List<Value> mixed = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            mixed.add(mixed(blocks.get(i), keys, values, unseen.get(i)));
        }
        return g.concat(mixed, 3);
    }

    /** Equal blocks of {@link #BLOCK} queries or more where there are that many; else one. */
    private long rowsOfBlock() {
        long blocks = Math.min(MOST_BLOCKS, seq / BLOCK);
        return blocks > 1 && seq % blocks == 0 ? seq / blocks : seq;
    }

    /**
     * What a block of queries makes of the keys that it may see, those up to its last position: softmax(Q·Kᵀ/√d + unseen)·V.
     *
     * @param queries [batch, kvHeads, group, rows, headDim]
     * @param keys [batch, kvHeads, 1, seq, headDim]
     * @param values likewise
     * @param unseen [batch, 1, rows, seen]
     */
    private Value mixed(Value queries, Value keys, Value values, Value unseen) {
        long rows = unseen.shape().dim(-2);
        long seen = unseen.shape().dim(-1);
        Value scores = g.fusedMatMul(
                g.reshape(queries, Shape.of(batch, keyValueHeads, group * rows, headDim)),
                first(keys, seen),
                false,
                true,
                (float) (1 / Math.sqrt(headDim)));
        Value masked = g.add(g.reshape(scores, Shape.of(batch, heads, rows, seen)), unseen);
        Value weights = g.reshape(g.softmax(masked, -1), scores.shape());
        return g.reshape(g.fusedMatMul(weights, first(values, seen), false, false, 1), queries.shape());
    }

    /** The first {@code seen} positions of keys or values, [batch, kvHeads, seen, headDim]. */
    private Value first(Value x, long seen) {
        Value plain = g.reshape(x, Shape.of(batch, keyValueHeads, seq, headDim));
        return seen == seq
                ? plain
                : g.split(plain, 2, List.of(seen, seq - seen)).get(0);
    }

    /** Down(SiLU(gate(x)) ∘ up(x)): SwiGLU, Shazeer 2020 (arXiv 2002.05202), equation 6. */
    private Value mlp(String path, Value x) {
        Value gate = linear(path + "gate_proj", x);
        Value up = linear(path + "up_proj", x);
        return linear(path + "down_proj", g.mul(g.quickGelu(gate, 1), up));
    }

    /**
     * [batch · seq, count · headDim] as [batch, kvHeads, count / kvHeads, seq, headDim]: the query heads of one group stand
     * below one another, so that keys and values need not be repeated.
     */
    private Value heads(Value x, long count, boolean rotary) {
        Value rows = g.reshape(x, Shape.of(batch, seq, count * headDim));
        Value turned = rotary ? g.rotaryEmbedding(rows, firstPosition(), angles(true), angles(false)) : rows;
        Value apart = g.reshape(turned, Shape.of(batch, seq, keyValueHeads, count / keyValueHeads, headDim));
        return g.transpose(apart, List.of(0L, 2L, 3L, 1L, 4L));
    }

    private Value norm(String path, Value x) {
        Value gain = g.parameter(path + ".weight", Shape.of(config.hiddenSize()));
        return g.in(path, () -> g.simplifiedLayerNormalization(x, gain, (float) config.rmsNormEps())
                .get(0));
    }

    private Value linear(String path, Value x) {
        LinearModule module = config.linearModules().stream()
                .filter(candidate -> candidate.name().equals(path))
                .findFirst()
                .orElseThrow();
        Value weight = g.parameter(module.weightName(), Shape.of(module.outFeatures(), module.inFeatures()));
        Value product = module.hasBias()
                ? g.gemm(x, weight, g.parameter(module.biasName(), Shape.of(module.outFeatures())), false, true, 1)
                : g.gemm(x, weight, false, true, 1);
        return g.named(product, path);
    }

    /** By block of queries [batch, 1, rows, seen]: 0 where a query may see a key, else {@link #UNSEEN}. */
    private List<Value> attentionBias(Value mask) {
        Value padded = g.equal(mask, g.constant(Tensor.ofLongs(Shape.SCALAR, 0)));
        Value unseenKeys = g.reshape(g.where(padded, g.constant(UNSEEN), g.constant(0)), Shape.of(batch, 1, 1, seq));
        long rows = rowsOfBlock();
        List<Value> blocks = new ArrayList<>();
        for (long end = rows; end <= seq; end += rows) {
            Value seen = end == seq
                    ? unseenKeys
                    : g.split(unseenKeys, 3, List.of(end, seq - end)).get(0);
            blocks.add(g.add(seen, g.constant(causal(end - rows, end))));
        }
        return blocks;
    }

    /** [to - from, to]: which keys before {@code to} the queries from {@code from} to {@code to} may not see. */
    private static Tensor causal(long from, long to) {
        float[] unseen = new float[(int) ((to - from) * to)];
        for (long query = from; query < to; query++) {
            Arrays.fill(unseen, (int) ((query - from) * to + query + 1), (int) ((query - from + 1) * to), UNSEEN);
        }
        return Tensor.ofFloats(Shape.of(to - from, to), unseen);
    }

    private Value firstPosition() {
        return g.constant(List.of(0L));
    }

    /** Cosines or sines of position · frequency, [seq, headDim / 2]. */
    private Value angles(boolean cosine) {
        RotaryFrequencies frequencies = RotaryFrequencies.of(config.rope(), config.headDim());
        double[] inverse = frequencies.inverse();
        float[] table = new float[(int) seq * inverse.length];
        for (int position = 0; position < seq; position++) {
            for (int i = 0; i < inverse.length; i++) {
                double angle = position * inverse[i];
                table[position * inverse.length + i] =
                        (float) (frequencies.attentionFactor() * (cosine ? Math.cos(angle) : Math.sin(angle)));
            }
        }
        return g.constant(Tensor.ofFloats(Shape.of(seq, inverse.length), table));
    }
}
