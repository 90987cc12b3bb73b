/**
 * What comes with the program: a small language model, its tokenizer and its data sets, found under {@code assets/},
 * and
 * the parts that make them from seeds.
 *
 * <p>The tokenizer is a byte-level BPE of 768 ids: 256 bytes, 3 special tokens and 509 learnt merges. Bytes alone would
 * need no learning but fill the model's context with single letters; the merges put 2.7 characters into
 * a token (2.1 with 512 ids, 3.0 with 1024), so that a support message fits into a row of 128, and the table of 768 x
 * 128
 * embeddings still is less than a tenth of the model. Every text has ids and
 * comes back from them unchanged, whatever its script, because the bytes are always there.
 */
package org.rankscope.model.bundled;
