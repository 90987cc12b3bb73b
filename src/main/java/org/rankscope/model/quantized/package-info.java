/**
 * Base models whose linear layers are held in 4 bits: QLoRA (Dettmers et al. 2023, arXiv 2305.14314). {@link
 * org.rankscope.model.quantized.QuantizedModel} wraps a model; its forward graph reads codes where the model's own reads
 * weights, and everything else is the model's.
 *
 * <p>Embeddings, norms, biases, output heads, convolutions and whatever is trained itself stay as they are, as with the
 * bitsandbytes library. Weights are quantised once, layer by layer, from reads of the file that leave nothing mapped: the
 * float weights of the whole model are never in memory together.
 *
 * <p>Decision: products are com.microsoft MatMulBnb4 and MatMulNBits, which write one weight out for the time that they run.
 * In the backward pass the weight is written out by plain operators, behind a gate ({@link org.rankscope.autodiff.Gate}),
 * since MatMulBnb4 ignores {@code transB} = 0 on the CPU and MatMulNBits has no such attribute.
 */
package org.rankscope.model.quantized;
