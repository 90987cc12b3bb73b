package org.rankscope.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.rankscope.insight.Observation;
import org.rankscope.insight.VerdictEngine;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.peft.AdapterConfig;

/**
 * The rungs of a ladder and where it ends: when the verdict over the rungs so far names a rank that two doublings have
 * not bettered. The rule of the verdict is also that of the ladder, so what it stops at is what the study will say. One
 * doubling without gain may be chance, or a step of the curve.
 */
final class Ladder {
    private static final int DOUBLINGS_WITHOUT_GAIN = 2;

    private Ladder() {}

    /** Doublings from the smallest of {@code ranks}, and the largest at the end. */
    static List<Integer> rungs(List<Integer> ranks) {
        int largest = Collections.max(ranks);
        List<Integer> rungs = new ArrayList<>();
        for (long rank = Collections.min(ranks); rank < largest; rank *= 2) {
            rungs.add((int) rank);
        }
        rungs.add(largest);
        return List.copyOf(rungs);
    }

    /** Whether the last of the rungs climbed so far brought no more than the one two before it. */
    static boolean isEnough(List<Integer> climbed, AdapterConfig.Method method, List<FinishedRun> finished) {
        List<Observation> results = finished.stream()
                .filter(run -> run.isComplete()
                        && run.setting().method() == method
                        && climbed.contains(run.setting().capacity()))
                .map(FinishedRun::observation)
                .toList();
        if (climbed.size() <= DOUBLINGS_WITHOUT_GAIN || results.isEmpty()) {
            return false;
        }
        int rank = VerdictEngine.judge(results, VerdictOptions.DEFAULT).rank();
        return climbed.indexOf(rank) < climbed.size() - DOUBLINGS_WITHOUT_GAIN;
    }
}
