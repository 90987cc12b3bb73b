/**
 * Hugging Face model directories: config.json, model.safetensors (whole or in shards) and tokenizer.json. One
 * architecture a file; {@link org.rankscope.model.hf.Architecture} lists them.
 *
 * <p>Decision: the tokenizers library is called through its thin native binding and loaded from the program's own
 * unpacked copy. The convenience layers above the binding probe for CUDA, may fetch another build of the library from
 * the network, and make a Java object of every token.
 *
 * <p>Decision: modules bear the names that transformers 5 gives them in memory, which adapters go by. Where checkpoints kept
 * the names of version 4 (ViT, DeiT), {@link org.rankscope.model.hf.StoredNames} translates; weights are read under either
 * name, and trained base weights are stored under the checkpoint's.
 *
 * <p>Decision: images have the one size that config.json names; positions are not interpolated to others. Scores of pixels
 * are interpolated by two small constant matrices, not by {@code Resize}: classes stay the last axis, and the gradient is
 * two products.
 */
package org.rankscope.model.hf;
