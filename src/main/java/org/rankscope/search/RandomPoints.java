package org.rankscope.search;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.rankscope.peft.AdapterConfig;

/** Points drawn evenly: the learning rate over its logarithm. The n-th draw depends on the seed and n alone. */
record RandomPoints(Space space, long seed) implements Proposer {
    /** A space of few points is exhausted when so many draws bring nothing new. */
    private static final int DRAWS = 200;

    private static final long MIX = 1_000_003;

    @Override
    public Optional<Setting> propose(AdapterConfig.Method method, int rank, List<FinishedRun> tried) {
        SplittableRandom random = new SplittableRandom(seed * MIX + tried.size());
        for (int i = 0; i < DRAWS; i++) {
            Setting drawn =
                    space.at(method, rank, random.doubles(Space.DIMENSIONS).toArray());
            if (tried.stream().noneMatch(run -> run.setting().equals(drawn))) {
                return Optional.of(drawn);
            }
        }
        return Optional.empty();
    }
}
