package org.rankscope.peft;

/** One weight's update, ready to be cut to any lower rank. */
public interface UpdateCut {
    /** The whole. */
    LowRankUpdate update();

    /** The rank that a cut to {@code rank} leaves here: no more than there is; of 0 nothing. */
    int rankAt(int rank);

    /** Cut to {@link #rankAt}, which is above 0, with the scaling that it has there. */
    LowRankUpdate at(int rank);

    /** Likewise, but in tensors of the whole rank, with zeros where the cut has nothing, and with the scaling of the whole. */
    LowRankUpdate padded(int rank);
}
