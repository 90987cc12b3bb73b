/**
 * Base models: weights, graph, module tree and tokenizer.
 *
 * <p>A model is read once per process; its weights are mapped, not copied. {@code model.hf} reads Hugging Face
 * directories, one architecture a file; {@code model.imported} reads files in the ONNX format; {@code model.quantized} wraps
 * any of these, its linear layers in 4 bits; {@code model.bundled} finds what comes with the program.
 */
package org.rankscope.model;
