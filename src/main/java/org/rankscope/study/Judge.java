package org.rankscope.study;

import java.util.List;
import java.util.Optional;
import org.rankscope.insight.Observation;
import org.rankscope.insight.Verdict;

/** Makes a verdict of the results so far; empty while there are too few. */
@FunctionalInterface
public interface Judge {
    Optional<Verdict> judge(List<Observation> observations);
}
