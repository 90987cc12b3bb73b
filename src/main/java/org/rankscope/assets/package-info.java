/**
 * Makes {@code assets/} from seeds: texts, tokenizer, pretraining with the program's own engine, and the teacher of the
 * planted-rank task. Whoever doubts a file there can remake it with {@code rankscope assets}.
 *
 * <p>May use every package up to {@code study}; only {@code cli} uses it. What needs no engine (generators, tokenizer,
 * random models) stands in {@code model.bundled}.
 */
package org.rankscope.assets;
