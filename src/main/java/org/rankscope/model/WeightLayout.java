package org.rankscope.model;

/** The order of the axes of a linear layer's weight. */
public enum WeightLayout {
    /** [out, in], or [out, in / groups, kernel...]: {@code torch.nn.Linear} and convolutions. */
    OUT_IN,
    /** [in, out]: GPT-2's {@code Conv1D}, and most exported {@code MatMul}s. */
    IN_OUT
}
