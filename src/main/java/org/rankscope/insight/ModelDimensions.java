package org.rankscope.insight;

import org.rankscope.graph.Shape;
import org.rankscope.model.hf.LlamaConfig;

/**
 * Sizes of a Llama-like decoder: all that an estimate of memory needs to know.
 *
 * @param intermediate width of the gated MLP
 * @param heads query heads
 * @param kvHeads key and value heads; divides {@code heads}
 * @param parameters numbers in the base model, a tied head counted once
 */
public record ModelDimensions(
        int hidden, int intermediate, int layers, int heads, int kvHeads, int headDim, int vocab, long parameters) {
    /** The sizes of a Llama. */
    public static ModelDimensions of(LlamaConfig config) {
        return new ModelDimensions(
                config.hiddenSize(),
                config.intermediateSize(),
                config.numHiddenLayers(),
                config.numAttentionHeads(),
                config.numKeyValueHeads(),
                config.headDim(),
                config.vocabSize(),
                config.parameters().values().stream().mapToLong(Shape::elements).sum());
    }

    public ModelDimensions {
        if (hidden < 1 || intermediate < 1 || layers < 1 || heads < 1 || kvHeads < 1 || headDim < 1 || vocab < 1) {
            throw new IllegalArgumentException("A dimension below 1: hidden " + hidden + ", intermediate "
                    + intermediate
                    + ", layers " + layers + ", heads " + heads + ", kvHeads " + kvHeads + ", headDim " + headDim
                    + ", vocab "
                    + vocab + ".");
        }
    }
}
