package org.rankscope.model.hf;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Value;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.ImageSettings;
import org.rankscope.model.ImageSettings.Resampling;
import org.rankscope.model.Task;

/**
 * Vision transformer: patches as tokens behind a class token, learned positions, pre-norm blocks; the class is read off the
 * class token (Dosovitskiy et al. 2020, arXiv 2010.11929, equations 1 to 4; {@code ViTForImageClassification}).
 *
 * <p>Pixels are classified by a linear layer on the patches, interpolated to the pixels: the linear decoder of Segmenter
 * (Strudel et al. 2021, arXiv 2105.05633, section 3.2).
 */
record ViT(VisionTokens tokens, VisionBlocks blocks, Task task, List<String> labels) implements Network {
    private static final String CLASSIFIER = "classifier";
    private static final String DECODER = "decode_head.classifier";

    static ViT read(ConfigFields config, HeadSpec head) {
        return new ViT(
                VisionTokens.read(config, "vit", List.of("cls_token")),
                VisionBlocks.read(config, "vit"),
                head.task(),
                ClassLabels.of(config, head));
    }

    @Override
    public String description() {
        return "ViT · " + blocks.count() + " layers";
    }

    @Override
    public List<Value> inputs(long batch, long seq) {
        return List.of(tokens.grid().images("pixel_values", batch));
    }

    @Override
    public Value forward(Layers layers, Map<String, Value> inputs) {
        GraphBuilder g = layers.ops();
        Value hidden = blocks.of(layers, tokens.of(layers, inputs.get("pixel_values")), tokens.count());
        if (task == Task.SEGMENTATION) {
            Value patches = blocks.norm(layers, tokens.patches(g, hidden));
            Value scores = layers.head(DECODER, patches, labels.size(), true);
            return g.in("pixels", () -> BilinearPixels.of(g, scores, tokens.grid()));
        }
        Value image = blocks.norm(layers, tokens.extra(g, hidden, 0));
        return layers.head(CLASSIFIER, image, labels.size(), true);
    }

    @Override
    public int outputSize() {
        return labels.size();
    }

    @Override
    public int vocabSize() {
        return 0;
    }

    @Override
    public int maxSequenceLength() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Optional<ImageSettings> images() {
        PatchGrid grid = tokens.grid();
        List<Double> half = Collections.nCopies(grid.channels(), 0.5);
        return Optional.of(new ImageSettings(
                grid.channels(), grid.height(), grid.width(), OptionalInt.empty(), Resampling.BILINEAR, half, half));
    }

    @Override
    public Set<String> headModules() {
        return Set.of(task == Task.SEGMENTATION ? DECODER : CLASSIFIER);
    }

    @Override
    public StoredNames storedNames() {
        return VisionBlocks.storedNames("vit");
    }
}
