package org.rankscope.study;

import java.util.List;
import org.rankscope.insight.Observation;
import org.rankscope.insight.Verdict;

/** Makes a verdict of results, of which there is at least one. */
@FunctionalInterface
public interface Judge {
    Verdict judge(List<Observation> observations);
}
