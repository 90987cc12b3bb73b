package org.rankscope.search;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How much a study may spend. A run that has begun is finished, so the time may be exceeded by one run.
 *
 * @param runs at most so many, every seed counted, whatever came of them
 * @param millis no run begins once training took so long
 */
public record Budget(OptionalInt runs, OptionalDouble millis) {
    public static final Budget NONE = new Budget(OptionalInt.empty(), OptionalDouble.empty());

    /** Whether there is room for {@code more} runs, as long as the mean of those so far. */
    boolean allows(int more, List<FinishedRun> finished) {
        boolean few = runs.isEmpty() || finished.size() + more <= runs.getAsInt();
        return few && (millis.isEmpty() || spent(finished) + more * mean(finished) <= millis.getAsDouble());
    }

    /** How many runs it comes to at the pace of those so far; empty while that is not known. */
    OptionalInt extent(List<FinishedRun> finished) {
        OptionalInt byTime = millis.isEmpty() || mean(finished) == 0
                ? OptionalInt.empty()
                : OptionalInt.of((int) Math.max(finished.size(), Math.ceil(millis.getAsDouble() / mean(finished))));
        return byTime.isEmpty() || runs.isPresent() && runs.getAsInt() < byTime.getAsInt() ? runs : byTime;
    }

    /** The first of {@code wanted} that are within the budget; with a limit of time, one after the other. */
    List<Proposal> cut(List<Proposal> wanted, List<FinishedRun> finished) {
        if (millis.isPresent() && spent(finished) >= millis.getAsDouble()) {
            return List.of();
        }
        int most = millis.isPresent() ? 1 : wanted.size();
        int left = runs.isPresent() ? Math.max(0, runs.getAsInt() - finished.size()) : most;
        return wanted.subList(0, Math.min(wanted.size(), Math.min(most, left)));
    }

    private static double spent(List<FinishedRun> finished) {
        return finished.stream().mapToLong(FinishedRun::elapsedMillis).sum();
    }

    private static double mean(List<FinishedRun> finished) {
        return finished.stream().mapToLong(FinishedRun::elapsedMillis).average().orElse(0);
    }
}
