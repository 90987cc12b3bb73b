package org.rankscope.model.hf;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.graph.Value;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.model.hf.StoredNames.Renaming;

/**
 * Vision transformer: patches as tokens behind a class token, learned positions, pre-norm blocks; the class is read off the
 * class token (Dosovitskiy et al. 2020, arXiv 2010.11929, equations 1 to 4; {@code ViTForImageClassification}), the classes of
 * pixels off the patches.
 */
record ViT(VisionTokens tokens, PreNormStack blocks, Task task, List<String> labels) implements ImageNetwork {
    static final PreNormStack.Defaults DEFAULTS = new PreNormStack.Defaults(768, 12, 12, 3072, Activation.GELU, 1e-12);
    static final int DEFAULT_IMAGE = 224;
    static final int DEFAULT_PATCH = 16;

    private static final String CLASSIFIER = "classifier";

    static ViT read(ConfigFields config, HeadSpec head) {
        PreNormStack blocks = PreNormStack.read(config, "vit", PreNormBlock.Names.VIT, DEFAULTS);
        PatchGrid grid = PatchGrid.read(config, DEFAULT_IMAGE, DEFAULT_PATCH);
        return new ViT(
                new VisionTokens("vit.embeddings", grid, blocks.hiddenSize(), VisionTokens.Names.VIT),
                blocks,
                head.task(),
                ClassLabels.of(config, head));
    }

    @Override
    public String description() {
        return "ViT · " + blocks.count() + " layers";
    }

    @Override
    public Value forward(Layers layers, Map<String, Value> inputs) {
        Value embedded = tokens.of(layers, inputs.get("pixel_values"));
        Value hidden = blocks.of(layers, embedded, AttentionBias.none(layers, tokens.count(), tokens.count()));
        if (task == Task.SEGMENTATION) {
            Value patches = blocks.norm(layers, "vit.layernorm", tokens.patches(layers, hidden));
            return SegmentationHead.of(layers, patches, grid(), labels.size());
        }
        Value image = blocks.norm(layers, "vit.layernorm", tokens.extra(layers, hidden, 0));
        return layers.head(CLASSIFIER, image, labels.size(), true);
    }

    @Override
    public PatchGrid grid() {
        return tokens.grid();
    }

    @Override
    public int outputSize() {
        return labels.size();
    }

    @Override
    public Set<String> headModules() {
        return Set.of(task == Task.SEGMENTATION ? SegmentationHead.PATH : CLASSIFIER);
    }

    @Override
    public StoredNames storedNames() {
        return storedNames("vit");
    }

    /** Checkpoints have the names of transformers 4; what belongs to other heads is no part of the model. */
    static StoredNames storedNames(String model) {
        return StoredNames.of(
                        model + ".",
                        "(" + model + "\\.)?(pooler\\..*|embeddings\\.mask_token)"
                                + "|(classifier|cls_classifier|distillation_classifier|decode_head|decoder)\\..*")
                .renaming(
                        Renaming.of("\\.layers\\.", ".encoder.layer."),
                        Renaming.of("\\.attention\\.q_proj\\.", ".attention.attention.query."),
                        Renaming.of("\\.attention\\.k_proj\\.", ".attention.attention.key."),
                        Renaming.of("\\.attention\\.v_proj\\.", ".attention.attention.value."),
                        Renaming.of("\\.attention\\.o_proj\\.", ".attention.output.dense."),
                        Renaming.of("\\.mlp\\.fc1\\.", ".intermediate.dense."),
                        Renaming.of("\\.mlp\\.fc2\\.", ".output.dense."));
    }
}
