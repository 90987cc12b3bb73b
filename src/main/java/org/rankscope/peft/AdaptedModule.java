package org.rankscope.peft;

import java.util.Collections;
import org.rankscope.graph.Shape;
import org.rankscope.model.LinearModule;

/**
 * A linear layer that gets an adapter; of most methods an update: W' = W + scaling · B·A.
 *
 * @param rank rows of {@code loraA} [rank, in] and columns of {@code loraB} [out, rank]; of other methods the capacity
 * @param alpha numerator of the scaling
 * @param scaling alpha / rank; alpha / √rank if rank-stabilised
 */
public record AdaptedModule(LinearModule module, int rank, double alpha, double scaling) {
    /** [rank, in]; of a convolution [rank, in, kernel...], which is not grouped. */
    public Shape loraA() {
        return Shape.of(rank, module.inFeatures()).append(module.kernel());
    }

    /** [out, rank]; of a convolution [out, rank / groups, 1...]. */
    public Shape loraB() {
        return Shape.of(module.outFeatures(), rank / module.groups())
                .append(Collections.nCopies(module.kernel().size(), 1L));
    }

    /** Numbers in {@code loraA} and {@code loraB} together; rank · (in + out) for a plain layer. */
    public long parameters() {
        return Math.addExact(loraA().elements(), loraB().elements());
    }
}
