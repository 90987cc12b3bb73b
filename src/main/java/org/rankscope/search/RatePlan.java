package org.rankscope.search;

import java.util.List;
import org.rankscope.peft.AdapterConfig;

/** Which learning rates and seeds one rank runs at. */
interface RatePlan {
    /** The runs that are wanted next at this rank, given those of every rank; empty when the rank is done. */
    List<Proposal> next(AdapterConfig.Method method, int rank, List<FinishedRun> runs);

    /** Whether the rate of this rank is known, be it that runs with other seeds are missing. */
    boolean isFound(AdapterConfig.Method method, int rank, List<FinishedRun> runs);

    /** About how many runs a rank takes that has none yet. */
    int runsARank();
}
