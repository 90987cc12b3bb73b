package org.rankscope.model.hf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * An image as tokens: learned extra tokens, then its patches, each with a learned position (Dosovitskiy et al. 2020, arXiv
 * 2010.11929, equation 1).
 *
 * @param path of the embeddings' module
 * @param extras names of the tokens in front
 */
record VisionTokens(String path, PatchGrid grid, int hiddenSize, List<String> extras) {
    static final int DEFAULT_HIDDEN = 768;
    private static final int DEFAULT_IMAGE = 224;
    private static final int DEFAULT_PATCH = 16;

    static VisionTokens read(ConfigFields config, String model, List<String> extras) {
        return new VisionTokens(
                model + ".embeddings",
                PatchGrid.read(config, DEFAULT_IMAGE, DEFAULT_PATCH),
                config.positiveInt("hidden_size", DEFAULT_HIDDEN),
                extras);
    }

    /** Tokens of an image. */
    long count() {
        return extras.size() + grid.count();
    }

    /** The tokens of {@code pixels} [batch, channels, height, width] as [batch · tokens, hidden]. */
    Value of(Layers layers, Value pixels) {
        GraphBuilder g = layers.ops();
        Shape extra = Shape.of(1, 1, hiddenSize);
        Shape each = Shape.of(layers.batch(), 1, hiddenSize);
        List<Value> parts = new ArrayList<>();
        for (String name : extras) {
            Value token = layers.parameter(path + "." + name, extra);
            parts.add(g.in(path, () -> expanded(g, token, each)));
        }
        parts.add(layers.patches(path + ".patch_embeddings.projection", pixels, hiddenSize, grid.patch(), true));
        Value positions = layers.parameter(path + ".position_embeddings", Shape.of(1, count(), hiddenSize));
        return g.in(
                path,
                () -> g.reshape(g.add(g.concat(parts, 1), positions), Shape.of(layers.batch() * count(), hiddenSize)));
    }

    private static Value expanded(GraphBuilder g, Value x, Shape shape) {
        return g.node(Op.EXPAND, List.of(x, g.constant(shape.dims())), Map.of(), x.dtype(), shape);
    }

    /** The {@code index}th extra token of each image [batch, hidden]. */
    Value extra(GraphBuilder g, Value hidden, int index) {
        Value token = parts(g, hidden).get(index);
        return g.reshape(token, Shape.of(token.shape().dim(0), hiddenSize));
    }

    /** The patches alone [batch · patches, hidden]. */
    Value patches(GraphBuilder g, Value hidden) {
        Value patches = parts(g, hidden).get(extras.size());
        return g.reshape(patches, Shape.of(patches.shape().dim(0) * grid.count(), hiddenSize));
    }

    private List<Value> parts(GraphBuilder g, Value hidden) {
        List<Long> sizes = new ArrayList<>(extras.stream().map(extra -> 1L).toList());
        sizes.add(grid.count());
        long batch = hidden.shape().dim(0) / count();
        return g.in(path, () -> g.split(g.reshape(hidden, Shape.of(batch, count(), hiddenSize)), 1, sizes));
    }
}
