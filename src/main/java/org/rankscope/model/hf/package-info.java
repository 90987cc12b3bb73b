/**
 * Hugging Face model directories: config.json, model.safetensors (whole or in shards) and tokenizer.json. One
 * architecture a file; {@link org.rankscope.model.hf.Architecture} lists them.
 *
 * <p>Decision: the tokenizers library is called through its thin native binding and loaded from the program's own
 * unpacked copy. The convenience layers above the binding probe for CUDA, may fetch another build of the library from
 * the network, and make a Java object of every token.
 */
package org.rankscope.model.hf;
