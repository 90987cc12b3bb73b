package org.rankscope.model.hf;

import java.util.ArrayList;
import java.util.List;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * An image as tokens: learned extra tokens, then its patches, each with a learned position (Dosovitskiy et al. 2020, arXiv
 * 2010.11929, equation 1).
 *
 * @param path of the embeddings' module
 */
record VisionTokens(String path, PatchGrid grid, int hiddenSize, Names names) {
    /**
     * What an architecture calls its parameters.
     *
     * @param extras the tokens in front
     * @param patches the patches' convolution
     * @param plain whether tokens are vectors and positions a matrix, without axes of 1 in front, and the patches have no bias
     */
    record Names(List<String> extras, String patches, String positions, boolean plain) {
        static final Names VIT =
                new Names(List.of("cls_token"), "patch_embeddings.projection", "position_embeddings", false);
        static final Names DEIT = new Names(
                List.of("cls_token", "distillation_token"),
                "patch_embeddings.projection",
                "position_embeddings",
                false);
        static final Names CLIP =
                new Names(List.of("class_embedding"), "patch_embedding", "position_embedding.weight", true);
    }

    /** Tokens of an image. */
    long count() {
        return names.extras().size() + grid.count();
    }

    /** The tokens of {@code pixels} [batch, channels, height, width] as [batch · tokens, hidden]. */
    Value of(Layers layers, Value pixels) {
        GraphBuilder g = layers.ops();
        Shape each = Shape.of(layers.batch(), 1, hiddenSize);
        List<Value> parts = new ArrayList<>();
        for (String name : names.extras()) {
            Value token = parameter(layers, name, names.plain() ? Shape.of(hiddenSize) : Shape.of(1, 1, hiddenSize));
            parts.add(g.in(path, () -> expanded(g, token, each)));
        }
        parts.add(layers.patches(path + "." + names.patches(), pixels, hiddenSize, grid.patch(), !names.plain()));
        Shape places = Shape.of(count(), hiddenSize);
        Value positions = parameter(layers, names.positions(), names.plain() ? places : places.prepend(1));
        return g.in(
                path,
                () -> g.reshape(g.add(g.concat(parts, 1), positions), Shape.of(layers.batch() * count(), hiddenSize)));
    }

    private Value parameter(Layers layers, String name, Shape shape) {
        return layers.parameter(path + "." + name, shape);
    }

    private static Value expanded(GraphBuilder g, Value x, Shape shape) {
        return g.expand(x, shape);
    }

    /** The {@code index}th extra token of each image [batch, hidden]. */
    Value extra(Layers layers, Value hidden, int index) {
        return layers.ops().reshape(parts(layers, hidden).get(index), Shape.of(layers.batch(), hiddenSize));
    }

    /** The patches alone [batch · patches, hidden]. */
    Value patches(Layers layers, Value hidden) {
        Value patches = parts(layers, hidden).get(names.extras().size());
        return layers.ops().reshape(patches, Shape.of(layers.batch() * grid.count(), hiddenSize));
    }

    private List<Value> parts(Layers layers, Value hidden) {
        GraphBuilder g = layers.ops();
        List<Long> sizes =
                new ArrayList<>(names.extras().stream().map(extra -> 1L).toList());
        sizes.add(grid.count());
        Shape byImage = Shape.of(layers.batch(), count(), hiddenSize);
        return g.in(path, () -> g.split(g.reshape(hidden, byImage), 1, sizes));
    }
}
