package org.rankscope.model;

import org.rankscope.graph.Tensor;

/**
 * A base model, read once: what it computes, its weights and its tokenizer. Weights are views of mapped files where the file
 * stores float32; otherwise they are widened to float32 when asked for. Any thread; closed by whoever opened it.
 */
public interface BaseModel extends ModelGraph, AutoCloseable {
    /** What it is, for a person: {@code Llama · 5 layers · 260,032 parameters · float32}. */
    String description();

    /** The values of one parameter, FLOAT. */
    Tensor weight(String parameter);

    /** The token that fills rows which are too short. */
    int padTokenId();

    /** Opens the model's tokenizer; the caller closes it. */
    Tokenizer openTokenizer();

    @Override
    void close();
}
