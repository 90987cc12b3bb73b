package org.rankscope.model.hf;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.model.ImageSettings;

/**
 * CLIP: a tower for images and one for texts, whose projections are compared by their cosine, times a learned scale (Radford
 * et al. 2021, arXiv 2103.00020, figure 3; {@code CLIPModel}).
 */
record Clip(ClipVision vision, ClipText text, int projection) implements Network {
    private static final int DEFAULT_PROJECTION = 512;

    static Clip read(ConfigFields config) {
        return new Clip(
                ClipVision.read(tower(config, "vision_config")),
                ClipText.read(tower(config, "text_config")),
                config.positiveInt("projection_dim", DEFAULT_PROJECTION));
    }

    /** In files of older versions {@code NAME_dict} is what counts. */
    private static ConfigFields tower(ConfigFields config, String name) {
        return config.objectIfAny(config.has(name + "_dict") ? name + "_dict" : name);
    }

    @Override
    public String description() {
        return "CLIP · " + vision.blocks().count() + " + " + text.blocks().count() + " layers";
    }

    @Override
    public List<Value> inputs(long batch, long seq) {
        Shape tokens = Shape.of(batch, seq);
        return List.of(
                new Value("input_ids", DType.INT64, tokens),
                new Value("attention_mask", DType.INT64, tokens),
                vision.tokens().grid().images("pixel_values", batch));
    }

    @Override
    public Value forward(Layers layers, Map<String, Value> inputs) {
        GraphBuilder g = layers.ops();
        Value images = layers.linear(
                "visual_projection", vision.pooled(layers, inputs.get("pixel_values")), projection, false);
        Value texts = layers.linear(
                "text_projection",
                text.pooled(layers, inputs.get("input_ids"), inputs.get("attention_mask")),
                projection,
                false);
        Value image = g.in("image_embeds", () -> normalized(g, images));
        Value words = g.in("text_embeds", () -> normalized(g, texts));
        layers.output("image_embeds", image);
        layers.output("text_embeds", words);
        Value scale = layers.parameter("logit_scale", Shape.SCALAR);
        return g.in("similarity", () -> {
            Value byImage = g.gemm(image, words, false, true, 1);
            Value byText = g.gemm(words, image, false, true, 1);
            return g.mul(g.concat(List.of(byImage, byText), 0), g.exp(scale));
        });
    }

    /** x / |x|. */
    private static Value normalized(GraphBuilder g, Value x) {
        return g.div(x, g.sqrt(g.reduceSumSquare(x, List.of(-1L), true)));
    }

    /** The number of rows of a batch. */
    @Override
    public int outputSize() {
        return 0;
    }

    @Override
    public int vocabSize() {
        return text.vocabSize();
    }

    @Override
    public int maxSequenceLength() {
        return text.positions();
    }

    @Override
    public int fillTokenId() {
        return text.fillTokenId();
    }

    @Override
    public Optional<ImageSettings> images() {
        return Optional.of(vision.images());
    }

    @Override
    public StoredNames storedNames() {
        // Counters in older files.
        return StoredNames.of("", "(text_model|vision_model)\\.embeddings\\.position_ids");
    }
}
