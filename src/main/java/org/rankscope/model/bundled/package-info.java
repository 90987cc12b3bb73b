/**
 * What comes with the program: a small language model, its tokenizer and its data sets, found under {@code assets/},
 * and the parts that make them from seeds.
 *
 * <p>The tokenizer is a byte-level BPE of 512 ids: 256 bytes, 3 special tokens and 253 learnt merges. Bytes alone would
 * need no learning but fill the model's context with single letters; the merges put twice as much text into a row (2.1
 * characters a token for stories, 2.3 for support messages), so that most messages fit into 128 tokens, and the table of
 * 512 x 128 embeddings still is only a sixteenth of the model. Every text has ids and comes back from them unchanged,
 * whatever its script, because the bytes are always there.
 */
package org.rankscope.model.bundled;
