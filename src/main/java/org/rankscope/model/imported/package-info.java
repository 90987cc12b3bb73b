/**
 * {@code .onnx} files as base models. A file is read and checked, brought to the semantics of one operator set, and then
 * traced at the shapes of a batch: the runtime says what every value is, and what depends on shapes and constants alone
 * becomes a constant. The linear layers are found from the weights that products read, their names from what the exporter
 * left in names and metadata. Weights that a file holds as codes of few bits stay codes: the graph reads them, and the numbers
 * that they stand for are written out, by what gradients are made of, for whoever asks.
 *
 * <p>May use {@code onnx}, {@code runtime}, the rules of {@code autodiff} for weights in few bits, and the tokenizer of {@code
 * model.hf}. Nothing is run on the way but small values that depend on no weight: a hostile file can't make the runtime
 * allocate what it likes.
 */
package org.rankscope.model.imported;
