package org.rankscope.model.hf;

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
 * DeiT: a vision transformer with a second token, which learned from a teacher (Touvron et al. 2020, arXiv 2012.12877, section
 * 4). The class is read off the class token ({@code DeiTForImageClassification}), or is the mean of what both tokens
 * say ({@code DeiTForImageClassificationWithTeacher}).
 *
 * @param teacher whether both tokens have a head
 */
record DeiT(VisionTokens tokens, PreNormStack blocks, boolean teacher, Task task, List<String> labels)
        implements ImageNetwork {
    private static final String CLASSIFIER = "classifier";
    private static final String CLASS_HEAD = "cls_classifier";
    private static final String TEACHER_HEAD = "distillation_classifier";
    private static final int RESIZED = 256;
    private static final int CROPPED = 224;

    static DeiT read(ConfigFields config, HeadSpec head) {
        PreNormStack blocks = PreNormStack.read(config, "deit", PreNormBlock.Names.VIT, ViT.DEFAULTS);
        PatchGrid grid = PatchGrid.read(config, ViT.DEFAULT_IMAGE, ViT.DEFAULT_PATCH);
        return new DeiT(
                new VisionTokens("deit.embeddings", grid, blocks.hiddenSize(), VisionTokens.Names.DEIT),
                blocks,
                config.firstText("architectures").equals("DeiTForImageClassificationWithTeacher"),
                head.task(),
                ClassLabels.of(config, head));
    }

    @Override
    public String description() {
        return "DeiT · " + blocks.count() + " layers";
    }

    @Override
    public Value forward(Layers layers, Map<String, Value> inputs) {
        Value embedded = tokens.of(layers, inputs.get("pixel_values"));
        Value hidden = blocks.of(layers, embedded, AttentionBias.none(layers, tokens.count(), tokens.count()));
        if (task == Task.SEGMENTATION) {
            Value patches = blocks.norm(layers, "deit.layernorm", tokens.patches(layers, hidden));
            return SegmentationHead.of(layers, patches, grid(), labels.size());
        } else if (!teacher) {
            return layers.head(CLASSIFIER, token(layers, hidden, 0), labels.size(), true);
        }
        Value image = layers.head(CLASS_HEAD, token(layers, hidden, 0), labels.size(), true);
        Value taught = layers.head(TEACHER_HEAD, token(layers, hidden, 1), labels.size(), true);
        GraphBuilder g = layers.ops();
        return g.mul(g.add(image, taught), g.constant(0.5f));
    }

    private Value token(Layers layers, Value hidden, int index) {
        return blocks.norm(layers, "deit.layernorm", tokens.extra(layers, hidden, index));
    }

    @Override
    public PatchGrid grid() {
        return tokens.grid();
    }

    @Override
    public Optional<ImageSettings> images() {
        int edge = Math.round(Math.min(grid().height(), grid().width()) * (float) RESIZED / CROPPED);
        return Optional.of(grid().settings(OptionalInt.of(edge), Resampling.BICUBIC));
    }

    @Override
    public int outputSize() {
        return labels.size();
    }

    @Override
    public Set<String> headModules() {
        if (task == Task.SEGMENTATION) {
            return Set.of(SegmentationHead.PATH);
        }
        return teacher ? Set.of(CLASS_HEAD, TEACHER_HEAD) : Set.of(CLASSIFIER);
    }

    @Override
    public StoredNames storedNames() {
        return ViT.storedNames("deit");
    }
}
