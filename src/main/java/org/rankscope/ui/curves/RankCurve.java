package org.rankscope.ui.curves;

import java.util.List;

/** The loss of one rank by step. */
record RankCurve(int rank, int colour, boolean selected, boolean chosen, boolean running, List<Sample> samples) {
    record Sample(int step, double loss) {}

    Sample last() {
        return samples.get(samples.size() - 1);
    }
}
