package org.rankscope.model.hf;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.model.NoiseSchedule;

/**
 * Diffusion transformer: finds the noise in an image, told how noised it is. Patches as tokens with fixed positions; each
 * block normalises, scales, shifts and gates by what it makes of the time step, adaLN-Zero (Peebles and Xie 2023, arXiv
 * 2212.09748, section 3.2 and figure 3). Without classes.
 */
record Dit(DitConfig config) implements ImageNetwork {
    private static final String MODEL = "transformer.";
    private static final String HEAD = MODEL + "final_layer.linear";

    /** Shift, scale and gate of the attention, then of the MLP. */
    private static final int MODULATIONS = 6;

    @Override
    public String description() {
        return "DiT · " + config.layers() + " layers";
    }

    @Override
    public List<Value> inputs(long batch, long seq) {
        return List.of(config.grid().images("sample", batch), new Value("timestep", DType.INT64, Shape.of(batch)));
    }

    @Override
    public Value forward(Layers layers, Map<String, Value> inputs) {
        GraphBuilder g = layers.ops();
        long tokens = config.grid().count();
        Value time = time(layers, inputs.get("timestep"));
        Value patches = layers.patches(
                MODEL + "patch_embed",
                inputs.get("sample"),
                config.hiddenSize(),
                config.grid().patch(),
                true);
        Value positions = g.constant(SinusoidalPositions.of(config.grid(), config.hiddenSize()));
        Value hidden = g.reshape(g.add(patches, positions), Shape.of(layers.batch() * tokens, config.hiddenSize()));
        AttentionBias bias = AttentionBias.none(layers, tokens, tokens);
        for (int layer = 0; layer < config.layers(); layer++) {
            Value input = hidden;
            String path = MODEL + "blocks." + layer;
            hidden = g.in(path, () -> block(layers, path, input, time, bias));
        }
        Value last = hidden;
        return g.in(MODEL + "final_layer", () -> noise(layers, last, time));
    }

    /** What the blocks know of the time step [batch, hidden], after the SiLU that each of them begins with. */
    private Value time(Layers layers, Value timestep) {
        Value waves = layers.ops().in(MODEL + "time_embed", () -> SinusoidalPositions.ofTimes(layers.ops(), timestep));
        Value inner = layers.linear(MODEL + "time_embed.linear_1", waves, config.hiddenSize(), true);
        Value time = layers.linear(
                MODEL + "time_embed.linear_2", Activation.SILU.of(layers, inner), config.hiddenSize(), true);
        return Activation.SILU.of(layers, time);
    }

    private Value block(Layers layers, String path, Value x, Value time, AttentionBias bias) {
        List<Value> of = modulations(layers, path + ".modulation", time, MODULATIONS);
        Value attended = config.block().attention(layers, path, modulated(layers, x, of.get(0), of.get(1)), bias);
        Value y = gated(layers, x, of.get(2), attended);
        Value mixed = config.block().mlp(layers, path, modulated(layers, y, of.get(3), of.get(4)));
        return gated(layers, y, of.get(5), mixed);
    }

    private Value noise(Layers layers, Value x, Value time) {
        List<Value> of = modulations(layers, MODEL + "final_layer.modulation", time, 2);
        PatchGrid grid = config.grid();
        long height = grid.patch().get(0);
        long width = grid.patch().get(1);
        long numbers = height * width * grid.channels();
        Value patches = layers.head(HEAD, modulated(layers, x, of.get(0), of.get(1)), numbers, true);
        GraphBuilder g = layers.ops();
        Value apart = g.reshape(
                patches, Shape.of(layers.batch(), grid.rows(), grid.columns(), height, width, grid.channels()));
        Value image = g.transpose(apart, List.of(0L, 5L, 1L, 3L, 2L, 4L));
        return g.reshape(image, Shape.of(image.shape().elements(), 1));
    }

    /** A linear layer of the time step, cut into {@code count} vectors [batch, 1, hidden]. */
    private List<Value> modulations(Layers layers, String path, Value time, int count) {
        Value all = layers.linear(path, time, (long) count * config.hiddenSize(), true);
        Shape shape = Shape.of(layers.batch(), 1, (long) count * config.hiddenSize());
        return layers.ops()
                .split(layers.ops().reshape(all, shape), 2, Collections.nCopies(count, (long) config.hiddenSize()));
    }

    /** norm(x) · (1 + scale) + shift, where the norm has no gain and bias of its own. */
    private Value modulated(Layers layers, Value x, Value shift, Value scale) {
        GraphBuilder g = layers.ops();
        Value normed = g.reshape(layers.plainNorm(x, DitConfig.EPSILON), byRow(layers));
        Value scaled = g.mul(normed, g.add(scale, g.constant(1)));
        return g.reshape(g.add(scaled, shift), x.shape());
    }

    /** x + gate · change. */
    private Value gated(Layers layers, Value x, Value gate, Value change) {
        GraphBuilder g = layers.ops();
        Value part = g.mul(g.reshape(change, byRow(layers)), gate);
        return g.add(x, g.reshape(part, x.shape()));
    }

    private Shape byRow(Layers layers) {
        return Shape.of(layers.batch(), config.grid().count(), config.hiddenSize());
    }

    @Override
    public int outputSize() {
        return 1;
    }

    @Override
    public PatchGrid grid() {
        return config.grid();
    }

    @Override
    public OptionalInt valuesOf(String input) {
        return input.equals("timestep") ? OptionalInt.of(config.noise().steps()) : OptionalInt.empty();
    }

    @Override
    public Optional<NoiseSchedule> noise() {
        return Optional.of(config.noise());
    }
}
