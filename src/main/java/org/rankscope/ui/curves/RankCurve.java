package org.rankscope.ui.curves;

import java.util.List;
import org.rankscope.ui.study.Variant;

/**
 * The loss of one method and capacity by step.
 *
 * @param name as tips say it
 * @param label as it stands beside the curve
 */
record RankCurve(
        Variant variant,
        String name,
        String label,
        int colour,
        boolean selected,
        boolean chosen,
        boolean running,
        List<Sample> samples) {
    record Sample(int step, double loss) {}

    Sample last() {
        return samples.get(samples.size() - 1);
    }
}
