package org.rankscope.peft;

import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;

/**
 * One weight's update as DyLoRA trains it for all ranks at once: a lower rank b is the first b rows of A and columns of B, with the
 * scaling of the whole times (b / rank)^exponent; see {@link DyLora}.
 *
 * @param update not of a grouped convolution
 */
public record TruncatedUpdate(LowRankUpdate update, double exponent) implements UpdateCut {
    @Override
    public int rankAt(int rank) {
        return Math.min(rank, update.rank());
    }

    @Override
    public LowRankUpdate at(int rank) {
        int kept = rankAt(rank);
        return new LowRankUpdate(
                update.module(),
                update.scaling() * share(kept),
                first(update.loraA(), 0, kept, kept, 1),
                first(update.loraB(), 1, kept, kept, 1));
    }

    @Override
    public LowRankUpdate padded(int rank) {
        int kept = rankAt(rank);
        return new LowRankUpdate(
                update.module(),
                update.scaling(),
                first(update.loraA(), 0, kept, update.rank(), 1),
                first(update.loraB(), 1, kept, update.rank(), kept == 0 ? 0 : share(kept)));
    }

    private double share(int kept) {
        return Math.pow((double) kept / update.rank(), exponent);
    }

    /** The first {@code kept} of {@code tensor} along {@code axis} times {@code factor}, in {@code room} places there. */
    private static Tensor first(Tensor tensor, int axis, int kept, int room, double factor) {
        Shape shape = tensor.shape().with(axis, room);
        float[] all = tensor.floats();
        Tensor result = Tensor.zeros(DType.FLOAT, shape);
        int inner = Math.toIntExact(
                axis == 0
                        ? tensor.shape().inner().elements()
                        : tensor.shape().elements()
                                / tensor.shape().dim(0)
                                / tensor.shape().dim(1));
        int before = (int) tensor.shape().dim(axis);
        int outer = all.length / inner / before;
        for (int row = 0; row < outer; row++) {
            for (int i = 0; i < kept * inner; i++) {
                result.data().putFloat((row * room * inner + i) * Float.BYTES, (float)
                        (factor * all[row * before * inner + i]));
            }
        }
        return result;
    }
}
