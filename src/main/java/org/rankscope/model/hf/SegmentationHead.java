package org.rankscope.model.hf;

import org.rankscope.graph.Value;

/**
 * Classes of pixels from patches: a linear layer on each patch, whose scores are interpolated to the pixels. The linear
 * decoder of Segmenter (Strudel et al. 2021, arXiv 2105.05633, section 3.2).
 */
final class SegmentationHead {
    static final String PATH = "decode_head.classifier";

    private SegmentationHead() {}

    /**
     * The scores of pixels.
     *
     * @param patches [batch · patches, hidden], after the last norm
     * @return [batch · height · width, classes]
     */
    static Value of(Layers layers, Value patches, PatchGrid grid, int classes) {
        Value scores = layers.head(PATH, patches, classes, true);
        return layers.ops().in("decode_head", () -> BilinearPixels.of(layers.ops(), scores, grid));
    }
}
