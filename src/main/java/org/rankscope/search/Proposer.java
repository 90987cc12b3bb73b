package org.rankscope.search;

import java.util.List;
import java.util.Optional;
import org.rankscope.peft.AdapterConfig;

/** Picks a point of the space that has not been tried at this rank. Pure. */
interface Proposer {
    /** @param tried runs of the search so far, of every rank; empty if no new point is found */
    Optional<Setting> propose(AdapterConfig.Method method, int rank, List<FinishedRun> tried);
}
