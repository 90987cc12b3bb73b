package org.rankscope.peft;

import org.rankscope.model.LinearModule;

/**
 * A linear layer that gets an update: W' = W + scaling · B·A.
 *
 * @param rank rows of {@code loraA} [rank, in] and columns of {@code loraB} [out, rank]
 * @param alpha numerator of the scaling
 * @param scaling alpha / rank; alpha / √rank if rank-stabilised
 */
public record AdaptedModule(LinearModule module, int rank, double alpha, double scaling) {
    /** Numbers in {@code loraA} and {@code loraB} together: rank · (in + out). */
    public long parameters() {
        return rank * ((long) module.inFeatures() + module.outFeatures());
    }
}
