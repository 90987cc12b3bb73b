package org.rankscope.model.hf;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.rankscope.graph.Value;
import org.rankscope.model.ImageSettings;
import org.rankscope.model.ImageSettings.Resampling;

/** CLIP's image tower: a vision transformer with a norm before its blocks; the image is its class token. */
record ClipVision(VisionTokens tokens, PreNormStack blocks) {
    private static final String PATH = "vision_model.";
    private static final PreNormStack.Defaults DEFAULTS =
            new PreNormStack.Defaults(768, 12, 12, 3072, Activation.QUICK_GELU, 1e-5);
    private static final int DEFAULT_IMAGE = 224;
    private static final int DEFAULT_PATCH = 32;

    /** Of the images that CLIP learned from: red, green, blue. */
    private static final List<Double> MEAN = List.of(0.48145466, 0.4578275, 0.40821073);

    private static final List<Double> STD = List.of(0.26862954, 0.26130258, 0.27577711);

    static ClipVision read(ConfigFields config) {
        PreNormStack blocks = PreNormStack.read(config, PATH + "encoder", PreNormBlock.Names.CLIP, DEFAULTS);
        PatchGrid grid = PatchGrid.read(config, DEFAULT_IMAGE, DEFAULT_PATCH);
        return new ClipVision(
                new VisionTokens(PATH + "embeddings", grid, blocks.hiddenSize(), VisionTokens.Names.CLIP), blocks);
    }

    /** One vector for each image of {@code pixels} [batch, hidden]. */
    Value pooled(Layers layers, Value pixels) {
        // The library's own spelling.
        Value embedded = blocks.norm(layers, PATH + "pre_layrnorm", tokens.of(layers, pixels));
        Value hidden = blocks.of(layers, embedded, AttentionBias.none(layers, tokens.count(), tokens.count()));
        return blocks.norm(layers, PATH + "post_layernorm", tokens.extra(layers, hidden, 0));
    }

    ImageSettings images() {
        PatchGrid grid = tokens.grid();
        boolean coloured = grid.channels() == MEAN.size();
        return new ImageSettings(
                grid.channels(),
                grid.height(),
                grid.width(),
                OptionalInt.of(Math.min(grid.height(), grid.width())),
                Resampling.BICUBIC,
                coloured ? MEAN : Collections.nCopies(grid.channels(), 0.5),
                coloured ? STD : Collections.nCopies(grid.channels(), 0.5));
    }
}
