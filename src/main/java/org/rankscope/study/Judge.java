package org.rankscope.study;

import java.util.List;
import org.rankscope.insight.Observation;
import org.rankscope.insight.Verdict;
import org.rankscope.insight.VerdictEngine;
import org.rankscope.insight.VerdictOptions;

/** Makes a verdict of results, of which there is at least one. */
@FunctionalInterface
public interface Judge {
    /** The verdict engine with its default options: what every study is judged by. */
    Judge DEFAULT = observations -> VerdictEngine.judge(observations, VerdictOptions.DEFAULT);

    Verdict judge(List<Observation> observations);
}
