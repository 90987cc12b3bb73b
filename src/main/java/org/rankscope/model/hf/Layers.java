package org.rankscope.model.hf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.AttentionShape;
import org.rankscope.model.LinearModule;
import org.rankscope.model.WeightLayout;

/**
 * The layers that networks are made of, by the paths of their modules. Whatever is asked for is noted: the parameters, and
 * the linear layers that adapters can be put on. Activations are matrices [batch · seq, features]; the result of a linear
 * layer bears the layer's name. For one forward pass.
 */
final class Layers {
    private static final String LOGITS = "logits";

    private final GraphBuilder g;
    private final long batch;
    private final long seq;
    private final long cached;
    private final boolean keeping;
    private final Map<String, Shape> parameters = new LinkedHashMap<>();
    private final Map<String, LinearModule> modules = new LinkedHashMap<>();
    private final Map<String, LinearModule> embeddings = new LinkedHashMap<>();
    private final List<Heads> attending = new ArrayList<>();
    private final List<Value> outputs = new ArrayList<>();

    Layers(String name, long batch, long seq) {
        this(name, batch, seq, 0, false);
    }

    private Layers(String name, long batch, long seq, long cached, boolean keeping) {
        this.g = new GraphBuilder(name);
        this.batch = batch;
        this.seq = seq;
        this.cached = cached;
        this.keeping = keeping;
    }

    /** For rows behind {@code cached} tokens of which there are keys and values only: inputs. */
    static Layers behind(long cached, String name, long batch, long seq) {
        return new Layers(name, batch, seq, cached, false);
    }

    /** For one row whose keys and values are outputs. */
    static Layers keeping(String name, long seq) {
        return new Layers(name, 1, seq, 0, true);
    }

    /** The whole forward graph of {@code network}. */
    Graph forward(Network network) {
        return forward(network, network.inputs(batch, seq));
    }

    /** The same where what goes in is of other lengths. */
    Graph forward(Network network, List<Value> given) {
        Map<String, Value> inputs = new LinkedHashMap<>();
        given.forEach(input -> inputs.put(input.name(), g.input(input)));
        Value logits = network.forward(this, inputs);
        outputs.add(0, g.named(g.identity(logits), LOGITS));
        return g.build(outputs);
    }

    /** Plain operators, for what is no layer. */
    GraphBuilder ops() {
        return g;
    }

    long batch() {
        return batch;
    }

    long seq() {
        return seq;
    }

    /** The position of the first token: how many are cached. */
    long cached() {
        return cached;
    }

    /** Whether keys and values come from outside or go there, so that they must be what the library keeps. */
    boolean usesCache() {
        return cached > 0 || keeping;
    }

    /** Tokens of a row with those that are cached. */
    long keys() {
        return cached + seq;
    }

    /** {@code mask} [batch, seq] with ones in front for the tokens that are cached. */
    Value behindCached(Value mask) {
        if (cached == 0) {
            return mask;
        }
        long[] ones = new long[Math.toIntExact(batch * cached)];
        Arrays.fill(ones, 1);
        return g.concat(List.of(g.constant(Tensor.ofLongs(Shape.of(batch, cached), ones)), mask), 1);
    }

    /** Keys and values [batch · keys, features] of the next block that attends: those that are cached, then those given. */
    List<Value> behindCached(Heads heads, Value keys, Value values) {
        int block = attending.size();
        attending.add(heads);
        if (keeping) {
            output(AttentionShape.cachedKeys(block), keys);
            output(AttentionShape.cachedValues(block), values);
        }
        return cached == 0
                ? List.of(keys, values)
                : List.of(
                        behind(AttentionShape.cachedKeys(block), keys),
                        behind(AttentionShape.cachedValues(block), values));
    }

    private Value behind(String name, Value x) {
        long features = features(x);
        Value front = g.reshape(g.input(name, DType.FLOAT, Shape.of(cached, features)), Shape.of(1, cached, features));
        Value each = g.expand(front, Shape.of(batch, cached, features));
        Value all = g.concat(List.of(each, g.reshape(x, Shape.of(batch, seq, features))), 1);
        return g.reshape(all, Shape.of(batch * keys(), features));
    }

    /** How the blocks attended that could go on from a cache, beside an encoder of so many blocks; empty where none did. */
    Optional<AttentionShape> attention(int encoderBlocks) {
        return attending.stream()
                .findFirst()
                .map(heads -> new AttentionShape(
                        attending.size(),
                        encoderBlocks,
                        Math.toIntExact(heads.count()),
                        Math.toIntExact(heads.keyValueCount()),
                        Math.toIntExact(heads.dim())));
    }

    /** Every parameter that was asked for, in the order of the forward pass. */
    Map<String, Shape> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    /** The linear layers, likewise. */
    List<LinearModule> linearModules() {
        return List.copyOf(modules.values());
    }

    /** The tables that tokens are looked up in, likewise. */
    List<LinearModule> embeddings() {
        return List.copyOf(embeddings.values());
    }

    /** Makes {@code value} an output beside the logits. */
    void output(String name, Value value) {
        outputs.add(g.named(g.identity(value), name));
    }

    Value parameter(String name, Shape shape) {
        parameters.put(name, shape);
        return g.parameter(name, shape);
    }

    /** x·Wᵀ (+ bias); weight [out, in]. */
    Value linear(String path, Value x, long out, boolean bias) {
        return linear(new LinearModule(path, features(x), Math.toIntExact(out), bias, false), x);
    }

    /** x·W + bias; weight [in, out]: the {@code Conv1D} of GPT-2. */
    Value conv1d(String path, Value x, long out) {
        return linear(
                new LinearModule(
                        path, features(x), Math.toIntExact(out), true, false, WeightLayout.IN_OUT, List.of(), 1),
                x);
    }

    /**
     * Each patch of an image as a vector: a convolution whose steps are as long as its window.
     *
     * @param pixels [batch, channels, height, width]
     * @return [batch, patches, out], row by row
     */
    Value patches(String path, Value pixels, long out, List<Integer> patch, boolean bias) {
        Shape image = pixels.shape();
        List<Long> window = patch.stream().map(Integer::longValue).toList();
        LinearModule module = new LinearModule(
                path, Math.toIntExact(image.dim(1)), Math.toIntExact(out), bias, false, WeightLayout.OUT_IN, window, 1);
        modules.put(path, module);
        List<Value> operands = new ArrayList<>(List.of(pixels, parameter(module.weightName(), module.weightShape())));
        if (bias) {
            operands.add(parameter(module.biasName(), Shape.of(out)));
        }
        long rows = image.dim(2) / window.get(0);
        long columns = image.dim(3) / window.get(1);
        Value grid = g.node(
                Op.CONV,
                operands,
                Map.of("kernel_shape", new Attribute.Ints(window), "strides", new Attribute.Ints(window)),
                pixels.dtype(),
                Shape.of(image.dim(0), out, rows, columns));
        Value named = g.named(grid, path);
        return g.transpose(g.reshape(named, Shape.of(image.dim(0), out, rows * columns)), List.of(0L, 2L, 1L));
    }

    /** The output head, which {@code all-linear} leaves out. */
    Value head(String path, Value x, long out, boolean bias) {
        return linear(new LinearModule(path, features(x), Math.toIntExact(out), bias, true), x);
    }

    /** A head whose weight is the embedding [out, in]. */
    Value tiedHead(String path, Value x, Value embedding) {
        LinearModule module = new LinearModule(
                        path, features(x), Math.toIntExact(embedding.shape().dim(0)), false, true)
                .tiedTo(embedding.name());
        modules.put(path, module);
        return g.named(g.gemm(x, embedding, false, true, 1), path);
    }

    private Value linear(LinearModule module, Value x) {
        modules.put(module.name(), module);
        Value weight = parameter(module.weightName(), module.weightShape());
        boolean transposed = module.layout() == WeightLayout.OUT_IN;
        Value product = module.hasBias()
                ? g.gemm(x, weight, parameter(module.biasName(), Shape.of(module.outFeatures())), false, transposed, 1)
                : g.gemm(x, weight, false, transposed, 1);
        return g.named(product, module.name());
    }

    /** The table of an embedding [count, dim]. */
    Value table(String path, long count, long dim) {
        return parameter(path + ".weight", Shape.of(count, dim));
    }

    /** Rows of {@code table} at {@code ids}, of any shape: [ids, dim]. Called after {@code path}, the module, which is noted. */
    Value lookUp(String path, Value table, Value ids) {
        Value rows = g.named(rows(path, table, ids), path);
        embeddings.put(
                path,
                LinearModule.embedding(path, Math.toIntExact(table.shape().dim(0)), features(table))
                        .tiedTo(table.name()));
        return rows;
    }

    /** The same of a table that no adapter can be put on, since it is read in other ways as well. */
    Value rows(String path, Value table, Value ids) {
        return g.in(
                path, () -> g.gather(table, g.reshape(ids, Shape.of(ids.shape().elements()))));
    }

    /** Layer normalisation over the last axis, with gain and bias. ONNX LayerNormalization-17. */
    Value layerNorm(String path, Value x, double epsilon) {
        Shape features = Shape.of(features(x));
        Value gain = parameter(path + ".weight", features);
        Value bias = parameter(path + ".bias", features);
        return g.in(path, () -> layerNorm(List.of(x, gain, bias), epsilon));
    }

    /** Layer normalisation without values of its own. */
    Value plainNorm(Value x, double epsilon) {
        float[] ones = new float[features(x)];
        Arrays.fill(ones, 1);
        return layerNorm(List.of(x, g.constant(Tensor.ofFloats(Shape.of(ones.length), ones))), epsilon);
    }

    private Value layerNorm(List<Value> operands, double epsilon) {
        Value x = operands.get(0);
        return g.node(
                Op.LAYER_NORMALIZATION,
                operands,
                Map.of("axis", new Attribute.Int(-1), "epsilon", new Attribute.Float((float) epsilon)),
                x.dtype(),
                x.shape());
    }

    /** y = x / sqrt(mean(x²) + epsilon) · gain over the last axis: Zhang and Sennrich 2019, arXiv 1910.07467, equation 4. */
    Value rmsNorm(String path, Value x, double epsilon) {
        Value gain = parameter(path + ".weight", Shape.of(features(x)));
        return g.in(path, () -> g.simplifiedLayerNormalization(x, gain, (float) epsilon)
                .get(0));
    }

    /** The same with the gain 1 + weight, as Gemma has it. */
    Value rmsNormAroundOne(String path, Value x, double epsilon) {
        Value weight = parameter(path + ".weight", Shape.of(features(x)));
        return g.in(path, () -> g.simplifiedLayerNormalization(x, g.add(weight, g.constant(1)), (float) epsilon)
                .get(0));
    }

    static int features(Value x) {
        return Math.toIntExact(x.shape().dim(-1));
    }
}
